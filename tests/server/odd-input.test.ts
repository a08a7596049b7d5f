// Input that the fuzz test found to be answered 500, or to write an error into the log.
import { afterAll, expect, it } from "vitest";
import { SECRETS, SENDERS } from "../senders.ts";
import { ORDERS, serveAll } from "./bundle.ts";
import { startMailService } from "./mail-service.ts";
import { processorTime } from "./processor-time.ts";

const service = await startMailService(afterAll);
const server = await serveAll({
  config: `module.exports = {
  jobs: { poll: 20 },
  validate: { lines: { limit: { max: 2, per: ["owner"] } }, orders: {
    fields: { meta: { schema: { type: "object", properties: { a: { maximum: 9 } } } } },
    rules: [{ field: "title", message: "No.", scope: "request", check: (record, ctx) => ctx.request.body.title !== "no" }],
  } },
  receive: { stripe: { secret: "${SECRETS.stripe}", sync: { subscriptions: { collection: "orders", match: { title: "id" }, missing: "create" } } }, own: { verify: (request) => JSON.parse(request.text()), on: { "*": (event, ctx) => ctx.log.info("own " + JSON.stringify([event, ctx.text])) } } },
  mail: { from: "shop@example.com", transport: { provider: "resend", key: "re_1", url: "${service.url}" }, messages: { note: {} } },
  extensions: [{ name: "own", routes: [
    { method: "GET", path: "/api/own/one", auth: "public", handler: () => ({ a: "text" }) },
    { method: "GET", path: "/api/own/many", auth: "public", handler: () => Array.from({ length: 50 }, (_, a) => ({ a })) },
    { method: "POST", path: "/api/own/mail", auth: "public", handler: (ctx) => { ctx.mail.send("note", { to: "ada@example.com", data: ctx.body }); } },
  ] }],
};`,
  migrations: {
    ...ORDERS,
    "2_lines.js": `migrate((app) => app.save(new Collection({ type: "base", name: "lines", createRule: "", fields: [
      { name: "id", type: "text", primaryKey: true, required: true, system: true, pattern: "^[\\\\s\\\\S]+$", min: 1, max: 200 },
      { type: "text", name: "owner" } ] })))`,
  },
  hooks: {
    "mail/note.html": "<p>{{name}} {{{raw}}} {{#list}}{{.}}{{/list}}</p>",
    "mail/note.subject.txt": "Note {{name}}",
  },
});
const RECORDS = "/api/collections/orders/records";

const post = (path: string, body: string, type = "application/json") =>
  fetch(server.url + path, { method: "POST", body, headers: { "Content-Type": type } });
const form = (meta: string) =>
  post(RECORDS, new URLSearchParams({ meta }).toString(), "application/x-www-form-urlencoded");
const codes = async (response: Response) => {
  const { data = {} } = (await response.json()) as { data?: Record<string, { code?: string }> };
  return [response.status, ...Object.entries(data).map(([name, { code }]) => `${name} ${code}`)];
};
/** Error lines apart from PocketBase's own for each refused request. */
const errors = async () =>
  (await server.logs()).filter(({ level, data }) => Number(level) >= 8 && data.type !== "request");

it.each(["a:excerpt(", "a:", "a:x", "a:excerpt(0)", "a:excerpt(1,true,2)", "a:excerpt()"])(
  "a query with fields=%s is no fault of the route",
  async (fields) => {
    for (const path of ["one", "many"]) {
      const response = await fetch(`${server.url}/api/own/${path}?fields=${fields}`);
      expect(response.status).toBeLessThan(500);
    }
    expect(await errors()).toEqual([]);
  },
);

it("fields that can be picked are picked", async () => {
  const response = await fetch(`${server.url}/api/own/one?fields=a:excerpt(2)`);
  expect(await response.json()).toEqual({ a: "te" });
});

it("the body null is an empty one to a rule of the request", async () => {
  expect((await post(RECORDS, "null")).status).toBe(200);
  expect((await post(RECORDS, '{"title":"no"}')).status).toBe(400);
  expect(await errors()).toEqual([]);
});

it("a number beyond JavaScript's in a JSON field is judged as the largest one", async () => {
  expect((await codes(await form('{"a":1e999}')))[0]).toBe(400);
  expect((await codes(await form('{"a":-1e999,"b":"1e999"}')))[0]).toBe(200);
  expect(await errors()).toEqual([]);
});

it.each(['"\\x"', "{a}", "[1", '{"a":01}'])(
  "%s in a JSON field is left to PocketBase",
  async (text) => {
    expect((await codes(await form(text)))[0]).toBe(400);
    expect(await errors()).toEqual([]);
  },
);

it("data that cannot be made a text does not keep a mail from being sent", async () => {
  const odd = { toString: 0 };
  const sent = service.received.length;
  await post("/api/own/mail", JSON.stringify({ name: odd, raw: [odd], list: [odd, "x"] }));
  await expect.poll(() => service.received.length).toBe(sent + 1);
  const { subject, html } = JSON.parse(String(service.last().body));
  expect(subject).toBe("Note [object Object]");
  expect(html).toContain("[object Object]x</p>");
  expect(await errors()).toEqual([]);
});

it.each(["5", "-1.5", "true", "null", '"5"', "[5]"])(
  "the payload %s is handled",
  async (payload) => {
    const body = `{"event":"e ${payload.replaceAll('"', "'")}","type":"t","payload":${payload}}`;
    expect((await post("/api/bundle/receive/own", body)).status).toBe(200);
    await server.waitForLog(new RegExp(`own \\[${payload.replace(/[[\].]/g, "\\$&")},`));
    expect(await errors()).toEqual([]);
  },
);

it("an id whose bytes are no UTF-8 does not get past a limit", async () => {
  const create = (id: string) =>
    post(
      "/api/collections/lines/records",
      `id=${id}&owner=me`,
      "application/x-www-form-urlencoded",
    );
  for (const id of ["1", "2"]) expect((await create(id)).status).toBe(200);
  for (const id of ["3", "%C9a", "a%FF", "%EF%BF%BD"]) {
    expect(await codes(await create(id)), id).toEqual([400, "owner validation_limit"]);
  }
  expect(await errors()).toEqual([]);
});

it("a payload of verify that is too deep for its job is refused", async () => {
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  const send = (levels: number) =>
    post("/api/bundle/receive/own", `{"type":"t","payload":${nested(levels)}}`);
  expect((await send(64)).status).toBe(200);
  expect((await send(65)).status).toBe(400);
  expect(await errors()).toEqual([]);
});

it("a body that verify returns as it is warns of a few words, and costs little", async () => {
  const words = Array.from({ length: 20_000 }, (_, i) => [`word${i}`, 0]);
  const before = processorTime(server);
  const body = JSON.stringify({ type: "t", ...Object.fromEntries(words) });
  expect((await post("/api/bundle/receive/own", body)).status).toBe(200);
  expect(processorTime(server) - before).toBeLessThan(2000);
  const warned = (await server.logs()).filter(({ message }) => message.includes('returned "word'));
  expect(warned).toHaveLength(10);
});

it("an event whose values have a wrong type is ignored by sync, and nothing fails", async () => {
  const odd = { toString: 0 };
  for (const event of [
    {
      id: "evt_1",
      type: "customer.subscription.updated",
      data: { object: { id: odd, status: odd } },
    },
    {
      id: "evt_2",
      type: "customer.subscription.updated",
      data: { object: { id: "s", customer: odd } },
    },
    { id: "evt_4", type: odd, data: odd },
    { id: "evt_3", type: "invoice.paid", data: { object: odd } },
  ]) {
    const body = JSON.stringify(event);
    const headers = SENDERS.stripe(body, { secret: SECRETS.stripe });
    const url = `${server.url}/api/bundle/receive/stripe`;
    expect((await fetch(url, { method: "POST", body, headers })).status).toBe(200);
  }
  const body = JSON.stringify({ id: odd, type: "invoice.paid" });
  const headers = SENDERS.stripe(body, { secret: SECRETS.stripe });
  const url = `${server.url}/api/bundle/receive/stripe`;
  expect((await fetch(url, { method: "POST", body, headers })).status).toBe(400);
  const events = server.pb.collection("bundle_events");
  await expect
    .poll(async () => (await events.getList(1, 1, { filter: "status = 'queued'" })).totalItems)
    .toBe(0);
  expect(await errors()).toEqual([]);
});
