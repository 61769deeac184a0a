// Follows a subscription at the `host:port` given with the reference client of each protocol, asks a query and sends a
// document with a slip. Prints what each client was told, as JSON.
import { createClient as overSocket } from "graphql-ws";
import { createClient as overEvents } from "graphql-sse";
import WebSocket from "ws";

const host = process.argv[2];
const clients = {
  socket: overSocket({ url: `ws://${host}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 }),
  events: overEvents({ url: `http://${host}/graphql`, retryAttempts: 0 }),
};

async function told(client, query, variables) {
  const values = [];
  try {
    for await (const result of client.iterate({ query, variables })) {
      values.push(result.errors ? "error" : result.data);
      if (values.length === variables?.leaveAfter) break;
    }
  } catch (error) {
    values.push("error");
  }
  return values;
}

const found = {};
for (const [name, client] of Object.entries(clients)) {
  found[name] = {
    followed: await told(client, "subscription S($to: Int!) { count(to: $to) }", { to: 3 }),
    left: await told(client, "subscription S($to: Int!) { count(to: $to) }", { to: 1000, leaveAfter: 2 }),
    asked: await told(client, "{ hello }"),
    slipped: await told(client, "{ nothing }"),
    askedAgain: await told(client, "{ hello }"),
  };
  await client.dispose();
}
console.log(JSON.stringify(found));
