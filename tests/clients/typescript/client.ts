// A small typed client: documents are typed from the schema, a refusal is one of an answer's types.
import { randomUUID } from "node:crypto";
import { initGraphQLTada, type TadaDocumentNode } from "gql.tada";
import { print } from "graphql";
import { createClient as overEvents } from "graphql-sse";
import { createClient as overSocket } from "graphql-ws";
import WebSocket from "ws";
import type { introspection } from "./graphql-env.js";

export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; Date: string };
}>();

export const key = () => randomUUID();

export class Client {
  constructor(private readonly host: string, private readonly token = "") {}

  private get headers(): Record<string, string> {
    return this.token ? { authorization: `Bearer ${this.token}` } : {};
  }

  async ask<Result, Variables>(document: TadaDocumentNode<Result, Variables>, variables: Variables): Promise<Result> {
    const response = await fetch(`http://${this.host}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": "en", ...this.headers },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const { data, errors } = (await response.json()) as { data: Result; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Every event of a subscription to its end, or the first `most`, by the reference client of a protocol. */
  async follow<Result, Variables extends Record<string, unknown>>(
    protocol: "socket" | "events",
    document: TadaDocumentNode<Result, Variables>,
    variables: Variables,
    most = Infinity,
  ): Promise<Result[]> {
    const client =
      protocol === "socket"
        ? overSocket({
            url: `ws://${this.host}/graphql`,
            webSocketImpl: WebSocket,
            connectionParams: this.headers,
            retryAttempts: 0,
          })
        : overEvents({ url: `http://${this.host}/graphql`, headers: this.headers, retryAttempts: 0 });
    const told: Result[] = [];
    for await (const { data, errors } of client.iterate<Result>({ query: print(document), variables })) {
      if (errors || !data) throw new Error(JSON.stringify(errors));
      told.push(data);
      if (told.length === most) break;
    }
    await client.dispose();
    return told;
  }
}
