// Servers that receive webhooks, and signed events with an id each.
import { createHmac } from "node:crypto";
import { type Server, until } from "../../../kit/testing/index.ts";
import { bare, withBundle } from "../work/servers.ts";

const SECRET = "whsec_bench";

/** `handler` is the text of the handler, `pool` is PocketBase's `--hooksPool`. */
export const receiver = (handler: string, pool = 15): Promise<Server> =>
  withBundle(`{ receive: { stripe: { secret: "${SECRET}", on: { "*": ${handler} } } } }`, {
    args: ["--hooksWatch=false", `--hooksPool=${pool}`],
    hooks: {
      "counts.pb.js": counts(`${jobs("queued")} + ${jobs("running")}`),
    },
  });

/**
 * The route that one would write by hand: it refuses no repeats, calls no handler, and has one
 * secret and no freshness.
 */
const HOOK = `routerAdd("POST", "/api/bundle/receive/stripe", (e) => {
  const body = toString(e.request.body);
  const [t, v1] = e.request.header.get("Stripe-Signature").split(",").map((part) => part.split("=")[1]);
  if (!$security.equal($security.hs256(t + "." + body, "${SECRET}"), v1)) throw new BadRequestError();
  const event = JSON.parse(body);
  $app.db().newQuery("INSERT INTO bundle_events (event, type, payload, status) VALUES ({:event}, {:type}, {:payload}, 'done')")
    .bind({ event: event.id, type: event.type, payload: body }).execute();
  return e.json(200, { received: true });
})`;

/** Starts a server with the same route and collection by hand. */
export const byHand = (pool: number): Promise<Server> =>
  bare({
    args: ["--hooksWatch=false", `--hooksPool=${pool}`],
    migrations: {
      "2_events.js": `migrate((app) => app.save(new Collection({ type: "base", name: "bundle_events",
        fields: ["event", "type", "payload", "status"].map((name) => ({ type: "text", name, max: 1000000 })),
        indexes: ["CREATE UNIQUE INDEX events ON bundle_events (event)"] })))`,
    },
    hooks: { "webhook.pb.js": HOOK, "counts.pb.js": counts("0") },
  });

let sent = 0;

/** Makes an event about as large as Stripe's. */
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

const jobs = (status: string) => `(SELECT count(*) FROM bundle_jobs WHERE status = '${status}')`;

/** This route is called often; by the Web API, each answer would read all events. */
const counts = (waiting: string) => `routerAdd("GET", "/counts", (e) => {
  const counts = new DynamicModel({ events: 0, waiting: 0 });
  $app.db().newQuery("SELECT count(*) AS events, ${waiting} AS waiting FROM bundle_events").one(counts);
  return e.json(200, { all: counts.events, waiting: counts.waiting });
})`;

/** Returns how many events are stored, and how many of them wait. */
export async function stored(server: Server): Promise<{ all: number; waiting: number }> {
  const response = await fetch(`${server.url}/counts`);
  return (await response.json()) as { all: number; waiting: number };
}

/** Waits until every event is handled, and returns the seconds that it took. */
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
