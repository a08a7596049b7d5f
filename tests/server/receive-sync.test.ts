// Tests payments that are kept in step on a real server: load, events that come too early, and
// configs that are refused. tests/contract/receive/payments.ts has the rest, on both.
import { expect, it } from "vitest";
import { SECRETS, SENDERS } from "../senders.ts";
import { refuse, serveAll } from "./bundle.ts";
import { settled } from "./work.ts";

const MIGRATIONS = {
  "1_shop.js": `migrate((app) => {
    const text = (...names) => names.map((name) => ({ type: "text", name }));
    app.save(new Collection({ type: "base", name: "subs", fields: text("remote", "status") }));
    app.save(new Collection({ type: "base", name: "orders", fields: text("state") }));
  })`,
};
const server = await serveAll({
  migrations: MIGRATIONS,
  config: `
module.exports = {
  jobs: { workers: 2, poll: 20, backoff: 50 },
  receive: { stripe: { secret: "${SECRETS.stripe}", sync: {
    subscriptions: { collection: "subs", match: { remote: "id" }, missing: "create" },
    payments: { collection: "orders", match: { id: "reference" } },
  } } },
};`,
});

let count = 0;
async function stripe(type: string, created: number, object: object) {
  const body = JSON.stringify({ id: `evt_${count++}`, type, created, data: { object } });
  const response = await fetch(`${server.url}/api/bundle/receive/stripe`, {
    method: "POST",
    body,
    headers: SENDERS.stripe(body, { secret: SECRETS.stripe }),
  });
  expect(response.status).toBe(200);
}

it("200 updates in random order, by two workers: the newest stays, in one record", async () => {
  const times = Array.from({ length: 200 }, (_, i) => 1_700_001_000 + i).sort(
    () => Math.random() - 0.5,
  );
  await Promise.all(
    times.map((time) =>
      stripe("customer.subscription.updated", time, { id: "sub_many", status: `s${time}` }),
    ),
  );
  await settled(server);
  expect(await server.pb.collection("subs").getFullList()).toMatchObject([
    { remote: "sub_many", status: "s1700001199" },
  ]);
});

it("an event without its record fails until the record is there", async () => {
  const event = () =>
    server.pb.collection("bundle_events").getFirstListItem("type = 'payment_intent.succeeded'");
  const reference = "order0000000001";
  await stripe("payment_intent.succeeded", 2, { id: "pi_y", metadata: { reference }, amount: 5 });
  await expect
    .poll(async () => (await event()).error)
    .toMatch(/sync\.payments\[0\]: no record of "orders" has id = reference/);
  await server.pb.collection("orders").create({ id: reference });
  await settled(server);
  expect(await event()).toMatchObject({ status: "done", error: "" });
});

const target = (parts: string) =>
  `{ stripe: { secret: "whsec_x", sync: { payments: { ${parts} } } } }`;
it.each([
  [
    target(`collection: "nope", match: { id: "id" }`),
    "receive.stripe.sync.payments[0].collection",
    'no collection "nope"',
  ],
  [
    target(`collection: "orders", match: { pay: "id" }`),
    "receive.stripe.sync.payments[0].match",
    'Unknown field "pay"',
  ],
  [
    target(`collection: "orders", match: { id: "id" }, fields: { stat: "status" }`),
    "payments[0].fields",
    'Did you mean "state"',
  ],
  [
    target(`collection: "orders", match: { id: "nr" }`),
    "receive.stripe.sync.payments.match.id",
    "Expected one of id",
  ],
  [
    target(`collection: "orders", match: {}`),
    "receive.stripe.sync.payments.match",
    "at least one field",
  ],
  [
    target(`collection: "orders", match: { id: "id" }, missing: "maybe"`),
    "payments.missing",
    "create",
  ],
])("refuses %s", async (receive, ...expected) => {
  const { code, output } = await refuse(`module.exports = { receive: ${receive} }`, {
    migrations: MIGRATIONS,
  });
  for (const text of expected) expect(output).toContain(text);
  expect(code).toBe(1);
});
