// Judges the server at the URL given: every MUST and SHOULD of GraphQL over HTTP. Exit 1 if one is not kept.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
const failed = results.filter((one) => one.status !== "ok");
for (const one of failed) console.log(one.status, one.name, one.reason ?? "");
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.some((one) => !one.name.startsWith("MAY")) ? 1 : 0);
