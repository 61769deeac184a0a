// Uses the functions that the frontend developer's guide shows: `node guide.mjs URL WEEK`. The test copies them to shown.mjs.
import { createClient } from "graphql-sse";
import { ask, change, dayOf, followWeek, pages } from "./shown.mjs";

const [url, week] = process.argv.slice(2);
const SIGN_IN = "mutation S($input: SignInInput!) { signIn(input: $input) { ... on SignedIn { token } } }";
const CARERS = "query C($after: String) { practitioners(first: 3, after: $after) { nodes { key } pageInfo { hasNextPage endCursor } } }";

const { signIn } = await ask(url, "", SIGN_IN, { input: { login: "coordinator", password: "linli-demo" } });
const told = { slips: [] };
for (const query of ["{ nothing }", "{ residents { nodes { name } } }"]) {
  await ask(url, "", query).catch((error) => told.slips.push(error.message));
}
told.keys = [];
for await (const one of pages(url, signIn.token, CARERS, "practitioners")) told.keys.push(one.key);
told.day = dayOf("2026-12-01T17:30:00+00:00", "Asia/Shanghai");

const { organizations } = await ask(url, signIn.token, "{ organizations(filter: { isPlanningUnit: true }) { nodes { id } } }");
const unit = organizations.nodes[0].id;
const client = createClient({ url, headers: { authorization: `Bearer ${signIn.token}` }, retryAttempts: 0 });
const first = new Promise((resolve, reject) => {
  const stop = followWeek(client, unit, week, (kind) => {
    stop();
    resolve(kind);
  }, reject);
});
await new Promise((begun) => setTimeout(begun, 1500));
const { week: read } = await ask(url, signIn.token, "query W($u: ID!, $w: String!) { week(scope: $u, isoWeek: $w) { plan { id version } } }", { u: unit, w: week });
const publish = "mutation P($input: PublishPlanInput!) { publishPlan(input: $input) { __typename ... on Refusal { message } } }";
const input = { plan: read.plan.id, expectedVersion: read.plan.version };
told.published = (await change(url, signIn.token, publish, input)).publishPlan.__typename;
told.kinds = [await first]; // the event may come before the answer, or after
console.log(JSON.stringify(told));
process.exit(0);
