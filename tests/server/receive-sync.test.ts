// Tests payments that are kept in step on a real server: load, events that come too early, and
// configs that are refused. tests/contract/receive/payments.ts has the rest, on both.
import { describe, expect, it } from "vitest";
import { SECRETS, SENDERS } from "../senders.ts";
import { refuse, serveAll } from "./bundle.ts";
import { hurry, settled } from "./work.ts";

const MIGRATIONS = {
  "1_shop.js": `migrate((app) => {
    const text = (...names) => names.map((name) => ({ type: "text", name }));
    app.save(new Collection({ type: "base", name: "subs", fields: text("remote", "status") }));
    app.save(new Collection({ type: "base", name: "orders", fields: text("state") }));
    app.save(new Collection({ type: "base", name: "payments", fields: [...text("remote", "status"), { type: "number", name: "refunded" }] }));
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
  } }, invoices: { scheme: "stripe", secret: "${SECRETS.stripe}", sync: {
    payments: { collection: "payments", match: { remote: "id" }, missing: "create" },
  } } },
};`,
});

let count = 0;
async function stripe(type: string, created: number, object: object, source = "stripe") {
  const body = JSON.stringify({ id: `evt_${count++}`, type, created, data: { object } });
  const response = await fetch(`${server.url}/api/bundle/receive/${source}`, {
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

describe("Stripe's refunds, which name only the payment intent", () => {
  const TIME = 1_700_000_000;
  let second = 0;
  const send = async (type: string, object: object) => {
    await stripe(type, TIME + second++, object, "invoices");
    return server.pb.collection("bundle_events").getFirstListItem("", { sort: "-@rowid" });
  };
  const errorOf = async (id: string) =>
    (await server.pb.collection("bundle_events").getOne(id)).error.split("\n")[0];
  const paid = (id: string) => send("invoice.paid", { id, amount_paid: 900 });
  const link = (invoice: string, payment_intent: string) =>
    send("invoice_payment.paid", { invoice, payment: { type: "payment_intent", payment_intent } });
  const refund = (payment_intent: string) =>
    send("charge.refunded", { payment_intent, amount: 900, amount_refunded: 900, refunded: true });
  const payments = async (...names: string[]) => {
    const filter = names.map((name) => `remote = "${name}"`).join(" || ");
    const records = await server.pb.collection("payments").getFullList({ filter, sort: "remote" });
    return records.map(({ remote, status, refunded }) => [remote, status, refunded]);
  };

  it("of a payment that is not known fail and make no record; the link lets them through", async () => {
    await paid("in_late");
    const { id } = await refund("pi_late");
    await expect
      .poll(() => errorOf(id))
      .toBe(
        "Error: sync.payments[0]: the refund is for the payment pi_late, which is not known. A refund makes no record. If it paid an invoice, let Stripe send invoice_payment.paid to this webhook: that event says which one.",
      );
    expect(await payments("in_late", "pi_late")).toEqual([["in_late", "paid", 0]]);
    await link("in_late", "pi_late");
    await hurry(server);
    await settled(server);
    expect(await payments("in_late", "pi_late")).toEqual([["in_late", "refunded", 900]]);
  });

  it("of a payment for two invoices are not guessed", async () => {
    await paid("in_two1");
    await paid("in_two2");
    for (const invoice of ["in_two1", "in_two2", "in_two1"]) await link(invoice, "pi_two");
    await settled(server);
    const { id } = await refund("pi_two");
    await expect
      .poll(() => errorOf(id))
      .toBe(
        'Error: pi_two pays several invoices, so sync cannot tell which of them is refunded. Use a handler in "on" instead.',
      );
    expect(await payments("in_two1", "in_two2", "pi_two")).toEqual([
      ["in_two1", "paid", 0],
      ["in_two2", "paid", 0],
    ]);
  });

  it("two records of one payment are an error until one is deleted", async () => {
    await send("payment_intent.succeeded", { id: "pi_twin", amount: 900 });
    await paid("in_twin");
    await expect.poll(() => payments("in_twin", "pi_twin")).toHaveLength(2);
    const { id } = await link("in_twin", "pi_twin");
    await expect
      .poll(() => errorOf(id))
      .toMatch(
        /^Error: The records \w+ and \w+ of "payments" are for one payment, in_twin\. Delete one of them\. Where Stripe sends invoice\.\*, let it send no payment_intent/,
      );
    const records = server.pb.collection("payments");
    await records.delete((await records.getFirstListItem('remote = "pi_twin"')).id);
    await hurry(server);
    await expect.poll(() => errorOf(id)).toBe("");
    await refund("pi_twin");
    await expect.poll(() => payments("in_twin", "pi_twin")).toEqual([["in_twin", "refunded", 900]]);
  });
});

const target = (parts: string) =>
  `{ stripe: { secret: "whsec_test", sync: { payments: { ${parts} } } } }`;
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
