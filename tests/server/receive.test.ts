import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { serveAll } from "./bundle.ts";

const SECRET = "whsec_test_secret";
const server = await serveAll({
  env: { STRIPE_WEBHOOK_SECRET: SECRET },
  config: `
const note = (ctx, title, event) => {
  const record = new Record(ctx.app.findCollectionByNameOrId("orders"));
  record.set("title", title); record.set("meta", event);
  ctx.app.save(record);
};
module.exports = { receive: { stripe: { secret: ["whsec_old", process.env.STRIPE_WEBHOOK_SECRET], on: {
  "checkout.session.completed": (event, ctx) => note(ctx, "exact", event),
  "invoice.*": (event, ctx) => note(ctx, "prefix", event),
  "*": (event, ctx) => { if (event.type === "fault") throw new Error("secret detail"); note(ctx, "any", event); },
} } } };`,
});
const orders = server.pb.collection("orders");

interface Signing {
  secret?: string;
  timestamp?: number;
}
/** Signs with Stripe's own package. */
const sign = (payload: string, { secret = SECRET, timestamp = now() }: Signing = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
const now = () => Math.floor(Date.now() / 1000);

const post = (body: string, header?: string) =>
  fetch(`${server.url}/api/bundle/receive/stripe`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...(header && { "Stripe-Signature": header }) },
  });
const event = (type: string) =>
  JSON.stringify({ id: "evt_1", type, data: { text: "ä € 😀" } }, null, 2);

describe("events signed by the official package", () => {
  it.each([
    ["checkout.session.completed", "exact"],
    ["invoice.paid", "prefix"],
    ["customer.created", "any"],
  ])("%s reaches its handler", async (type, title) => {
    const response = await post(event(type), sign(event(type)));
    expect([response.status, await response.json()]).toEqual([200, { received: true }]);
    const { meta } = await orders.getFirstListItem(`title = "${title}"`);
    expect(meta).toEqual(JSON.parse(event(type)));
  });

  it("one good signature among several will do (secret rotation)", async () => {
    const body = event("invoice.several");
    const [t, v1] = sign(body).split(",");
    expect((await post(body, `${t},v1=${"0".repeat(64)},${v1},v0=x`)).status).toBe(200);
    expect((await post(body, sign(body, { secret: "whsec_old" }))).status).toBe(200);
  });

  it("a handler that fails answers 500, so that Stripe sends the event again", async () => {
    const response = await post(event("fault"), sign(event("fault")));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    await server.waitForLog(/receive: POST \/api\/bundle\/receive\/stripe failed: .*secret detail/);
  });
});

describe("refused with 400, and no handler runs", () => {
  const body = event("checkout.session.completed");
  const good = sign(body);
  it.each<[string, string, string | undefined]>([
    ["no header", body, undefined],
    ["an empty header", body, ""],
    ["not the form", body, "nonsense"],
    ["no timestamp", body, good.replace(/^t=\d+,/, "")],
    ["no signature", body, good.replace(/,v1=.*/, "")],
    ["a truncated signature", body, good.slice(0, -1)],
    ["another scheme only", body, good.replace("v1=", "v0=")],
    ["another secret", body, sign(body, { secret: "whsec_other" })],
    ["an old timestamp", body, sign(body, { timestamp: now() - 400 })],
    ["a timestamp that is no number", body, good.replace(/t=\d+/, "t=NaN")],
    ["a negative timestamp", body, good.replace("t=", "t=-")],
    ["one byte changed", body.replace("evt_1", "evt_2"), good],
    ["an empty body", "", good],
    ["a signed body that is not JSON", "{", sign("{")],
    ["a signed body that is no object", "null", sign("null")],
  ])("%s", async (_what, sent, header) => {
    const before = await orders.getList(1, 1);
    const response = await post(sent, header);
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(text).not.toContain("whsec");
    expect((await orders.getList(1, 1)).totalItems).toBe(before.totalItems);
  });
});
