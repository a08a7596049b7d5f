// Tests `ctx.mail` in every kind of handler, and hooks that replace PocketBase's own action.
import { afterAll, describe, expect, it } from "vitest";
import { startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { failure, ORDERS, serve, serveAll } from "./bundle.ts";
import { outbox, templates } from "./outbox.ts";
import { PROBE, probe, settled } from "./work.ts";

const send = (from: string) => `ctx.mail.send("note", { to: "a@b.cd", data: { text: "${from}" } })`;
const server = await serveAll({
  config: `module.exports = { jobs: { poll: 20, backoff: 100 }, mail: { messages: { note: {} } },
    extensions: [{ name: "all",
      routes: [
        { method: "POST", path: "/route", auth: "public", handler: (ctx) => { ${send("route")}; } },
        { method: "POST", path: "/job", auth: "public", handler: (ctx) => { ctx.jobs.enqueue("one"); } },
        { method: "POST", path: "/undone", auth: "public", handler: (ctx) => ctx.transaction((tx) => {
          tx.mail.send("note", { to: ["a@b.cd"], data: { text: "undone" } }); throw new BadRequestError("no"); }) },
      ],
      hooks: [
        { on: "recordCreate", collections: ["orders"], before: (e, ctx) => { if (e.record.get("title") === "hook") ${send("before")}; } },
        { on: "recordCreateExecute", collections: ["orders"], transaction: true, after: (e, ctx) => {
          if (!e.record.get("title").startsWith("tx")) return;
          ${send("after")};
          if (e.record.get("title") === "tx undone") throw new BadRequestError("no"); } },
        { on: "mailerSend", before: (e) => { if (e.message.subject === "throw") throw new Error("inner words"); },
          replace: (e, ctx) => {
            if (e.message.subject === "async") return Promise.resolve(true);
            if (e.message.subject === "break") throw new Error("inner words");
            if (e.message.subject !== "taken") return false;
            ${send("replace")}; return true; },
          after: (e, ctx) => ctx.log.info("after " + e.message.subject) },
      ],
      changes: [{ on: "orders:create", handler: (change, ctx) => { if (change.record.title === "change") ${send("change")}; } }],
      jobs: { one: { handler: (payload, ctx) => { ${send("job")}; } } },
      crons: [{ name: "own", schedule: "0 0 1 1 *", handler: (ctx) => { ${send("cron")}; } }],
    }] };`,
  migrations: ORDERS,
  hooks: { ...templates("note"), ...PROBE },
});
const smtp = await startSmtp({ cleanup: afterAll });
await useSmtp(server.pb, smtp);
const orders = server.client().collection("orders");
const post = (path: string) => fetch(`${server.url}${path}`, { method: "POST" });
const subjects = () => smtp.mails.map(({ subject }) => subject);

describe("ctx.mail", () => {
  it.each([
    ["a route", "route", () => post("/route")],
    ["a hook", "before", () => orders.create({ title: "hook" })],
    ["a hook in a transaction", "after", () => orders.create({ title: "tx" })],
    ["a change", "change", () => orders.create({ title: "change" })],
    ["a job", "job", () => post("/job")],
    ["a cron", "cron", () => server.pb.crons.run("own")],
  ])("sends once from %s", async (_where, text, act) => {
    const count = smtp.mails.length;
    await act();
    await smtp.waitFor(count + 1);
    await settled(server);
    expect(subjects().slice(count)).toEqual([`note ${text}`]);
  });

  it("leaves nothing of a transaction that is undone", async () => {
    const count = (await outbox(server)).length;
    expect((await failure(orders.create({ title: "tx undone" }))).status).toBe(400);
    expect((await post("/undone")).status).toBe(400);
    await settled(server);
    expect(await outbox(server)).toHaveLength(count);
  });

  it("says so where the config has no mail", async () => {
    const other = await serve({
      config: `module.exports = { extensions: [{ name: "x", routes: [
        { method: "GET", path: "/send", auth: "public", handler: (ctx) => ctx.mail.send("note", {}) } ] }] };`,
    });
    const answer = await fetch(`${other.url}/send`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("outbox");
    await other.waitForLog(/The config has no `mail`, so there is no outbox/);
  });
});

describe("a hook's replace", () => {
  const mailer = (subject: string) =>
    probe<string>(
      server,
      `try { $app.newMailClient().send(new MailerMessage({ from: { address: "a@b.cd" }, to: [{ address: "x@y.zz" }], subject: "${subject}", html: "x" })); return "done" }
       catch (error) { return String(error) }`,
    );

  it("replaces PocketBase's action, or lets PocketBase act", async () => {
    const count = smtp.mails.length;
    expect(await mailer("passed")).toBe("done");
    expect(subjects().slice(count)).toEqual(["passed"]);
    expect(await mailer("taken")).toBe("done");
    await smtp.waitFor(count + 2);
    await settled(server);
    expect(subjects().slice(count)).toEqual(["passed", "note replace"]);
    await server.waitForLog(/after taken/);
  });

  it("that throws or is async fails the event, without showing its error to the client", async () => {
    const count = smtp.mails.length;
    for (const subject of ["break", "async", "throw"]) {
      const answer = await mailer(subject);
      expect(answer).toMatch(/Error/);
      expect(answer).not.toContain("inner words");
    }
    await server.waitForLog(/inner words/);
    await server.waitForLog(/The handler is async/);
    await settled(server);
    expect(smtp.mails).toHaveLength(count);
  });
});
