// Addresses that a client sends, and that no mail can be sent to.
import { describe, expect, it } from "vitest";
import { failure, ORDERS, serveAll } from "./bundle.ts";
import { outbox } from "./outbox.ts";

const route = (path: string, to: string, more = "") =>
  `{ method: "POST", path: "/api/${path}", auth: "public"${more}, handler: (ctx) => ctx.mail.send("note", ${to}) }`;
const server = await serveAll({
  migrations: ORDERS,
  config: `module.exports = {
  mail: { from: "shop@example.com", messages: { note: {} } },
  extensions: [{ name: "own",
    routes: [
      ${route("checked", "{ to: ctx.body.email }", ", body: { email: { required: true, email: true } }")},
      ${route("plain", "{ to: ctx.body.email }")},
      ${route("named", "{ to: 'Ada <' + ctx.body.email + '>', cc: ctx.body.others }")},
      ${route("query", "{ to: ctx.query.address }")},
      ${route("fixed", "{ to: 'nobody' }")},
      ${route("none", "{}")},
      { method: "POST", path: "/api/inner", auth: "public", handler: (ctx) => ctx.transaction((tx) => tx.mail.send("note", { to: ctx.body.email })) },
    ],
    hooks: [{ on: "recordCreate", collections: ["orders"], before: (e, ctx) => { if (e.record.get("title")) ctx.mail.send("note", { to: e.record.get("title") }); } }],
  }],
};`,
  hooks: { "mail/note.html": "<p>Note</p>", "mail/note.subject.txt": "Note" },
});

async function post(path: string, body: object) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${server.url}/api/${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  const { data } = (await response.json()) as { data?: object };
  return [response.status, Object.keys(data ?? {})];
}

describe("an address of a client is refused at its field", () => {
  it.each([
    ["checked", { email: "a..b@example.com" }, "email"],
    ["plain", { email: "nobody" }, "email"],
    ["plain", { email: 5 }, "email"],
    ["plain", { email: "" }, "email"],
    ["plain", {}, "to"],
    ["plain", { email: "a@example.com, b@example.com" }, "email"],
    ["plain", { email: Array.from({ length: 51 }, (_, i) => `a${i}@example.com`) }, "email"],
    ["named", { email: ".a@example.com" }, "email"],
    ["named", { email: "a@example.com", others: ["b@example.com", "nobody"] }, "others"],
    ["query?address=nobody", {}, "address"],
    ["inner", { email: "a.@example.com" }, "email"],
  ])("%s, %j: %s", async (path, body, field) => {
    expect(await post(path, body)).toEqual([400, [field]]);
    expect(await outbox(server)).toEqual([]);
  });

  it("of the record that is written", async () => {
    const { status, data } = await failure(
      server.pb.collection("orders").create({ title: "no one" }),
    );
    expect([status, Object.keys(data)]).toEqual([400, ["title"]]);
    expect(data.title.message).toMatch(/^Not an email address: "no one"/);
  });
});

it.each(["fixed", "none"])("an address of the code is a fault of the server: %s", async (path) => {
  expect((await post(path, { email: "a@example.com" }))[0]).toBe(500);
  await server.waitForLog(new RegExp(`own: POST /api/${path} failed`));
});
