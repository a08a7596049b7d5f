// Signed events on keep-alive connections, each with an id of its own.
import { createHmac } from "node:crypto";
import autocannon from "autocannon";
import { type Server, until } from "../../../src/testing/index.ts";
import { bare, withBundle } from "../work/servers.ts";

const SECRET = "whsec_bench";

/** `handler` is the text of one, `pool` PocketBase's `--hooksPool`. */
export const receiver = (handler: string, pool = 15): Promise<Server> =>
  withBundle(`{ receive: { stripe: { secret: "${SECRET}", on: { "*": ${handler} } } } }`, {
    args: ["--hooksWatch=false", `--hooksPool=${pool}`],
  });

/** What one would write instead: no repeats refused, nobody told of an event, one secret, no freshness. */
const HOOK = `routerAdd("POST", "/api/bundle/receive/stripe", (e) => {
  const body = toString(e.request.body);
  const [t, v1] = e.request.header.get("Stripe-Signature").split(",").map((part) => part.split("=")[1]);
  if (!$security.equal($security.hs256(t + "." + body, "${SECRET}"), v1)) throw new BadRequestError();
  const event = JSON.parse(body);
  $app.db().newQuery("INSERT INTO bundle_events (event, type, payload, status) VALUES ({:event}, {:type}, {:payload}, 'done')")
    .bind({ event: event.id, type: event.type, payload: body }).execute();
  return e.json(200, { received: true });
})`;

/** The same route and collection by hand. */
export const byHand = (pool: number): Promise<Server> =>
  bare({
    args: ["--hooksWatch=false", `--hooksPool=${pool}`],
    migrations: {
      "2_events.js": `migrate((app) => app.save(new Collection({ type: "base", name: "bundle_events",
        fields: ["event", "type", "payload", "status"].map((name) => ({ type: "text", name, max: 1000000 })),
        indexes: ["CREATE UNIQUE INDEX events ON bundle_events (event)"] })))`,
    },
    hooks: { "webhook.pb.js": HOOK },
  });

let sent = 0;

/** About as large as Stripe's. */
export function signedEvent(size = 3000): { body: string; headers: Record<string, string> } {
  const time = Math.floor(Date.now() / 1000);
  const id = `evt_${process.pid}_${sent++}`;
  const object = { id: "in_1", customer: "cus_1", text: "x".repeat(Math.max(0, size - 150)) };
  const body = JSON.stringify({ id, type: "invoice.paid", created: time, data: { object } });
  const v1 = createHmac("sha256", SECRET).update(`${time}.${body}`).digest("hex");
  return {
    body,
    headers: { "content-type": "application/json", "stripe-signature": `t=${time},v1=${v1}` },
  };
}

export interface Sending {
  connections: number;
  seconds: number;
  /** Events a second, all connections together. */
  rate?: number;
}

/** Sends to a running server; every answer must be 200. */
export async function send(server: Server, { connections, seconds, rate }: Sending) {
  const result = await autocannon({
    url: `${server.url}/api/bundle/receive/stripe`,
    connections,
    duration: seconds,
    ...(rate && { overallRate: rate }),
    requests: [{ method: "POST", setupRequest: (request) => ({ ...request, ...signedEvent() }) }],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} answers were not 200, ${result.errors} requests failed`);
  }
  return result;
}

/** How many events are stored, and how many of them wait. */
export async function stored(server: Server): Promise<{ all: number; waiting: number }> {
  const events = server.pb.collection("bundle_events");
  const count = async (filter: string) => (await events.getList(1, 1, { filter })).totalItems;
  return { all: await count("id != ''"), waiting: await count("status = 'queued'") };
}

/** Waits until every event is handled; gives the seconds that it took. */
export async function handled(server: Server): Promise<number> {
  const begin = performance.now();
  await until(
    async () => ((await stored(server)).waiting === 0 ? true : undefined),
    () => `all events are handled; the server printed:\n${server.log()}`,
    300_000,
    100,
  );
  return (performance.now() - begin) / 1000;
}
