// Input that the fuzz test found to be answered 500, or to write an error into the log.
import { afterAll, expect, it } from "vitest";
import { serveAll } from "./bundle.ts";
import { startMailService } from "./mail-service.ts";

const service = await startMailService(afterAll);
const server = await serveAll({
  config: `module.exports = {
  jobs: { poll: 20 },
  validate: { orders: {
    fields: { meta: { schema: { type: "object", properties: { a: { maximum: 9 } } } } },
    rules: [{ field: "title", message: "No.", scope: "request", check: (record, ctx) => ctx.request.body.title !== "no" }],
  } },
  receive: { own: { verify: (request) => JSON.parse(request.text()), on: { "*": (event, ctx) => ctx.log.info("own " + JSON.stringify([event, ctx.text])) } } },
  mail: { from: "shop@example.com", transport: { provider: "resend", key: "re_1", url: "${service.url}" }, messages: { note: {} } },
  extensions: [{ name: "own", routes: [
    { method: "GET", path: "/api/own/one", auth: "public", handler: () => ({ a: "text" }) },
    { method: "GET", path: "/api/own/many", auth: "public", handler: () => Array.from({ length: 50 }, (_, a) => ({ a })) },
    { method: "POST", path: "/api/own/mail", auth: "public", handler: (ctx) => { ctx.mail.send("note", { to: "ada@example.com", data: ctx.body }); } },
  ] }],
};`,
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
