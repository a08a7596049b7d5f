// Tests edits of the outbox by superusers and by careless SQL.
import { afterAll, describe, expect, it } from "vitest";
import { startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { failure, serveAll } from "./bundle.ts";
import { outbox, SENDER, send, templates } from "./outbox.ts";
import { execute, PROBE, settled, sql } from "./work.ts";

const server = await serveAll({
  config: `module.exports = { jobs: { poll: 20, backoff: 400 }, mail: { messages: {
      note: {}, otp: {}, placed: { on: "orders:create", to: (c) => c.record.title, data: () => ({ text: "x" }) } } },
    extensions: [${SENDER}] };`,
  hooks: { ...templates("note", "otp", "placed"), ...PROBE },
});
const smtp = await startSmtp({ cleanup: afterAll });
await useSmtp(server.pb, smtp);
const LATER = "2100-01-01 00:00:00.000Z";
const mails = server.pb.collection("bundle_mails");
const last = async () => (await outbox(server)).at(-1);
const idOf = async () => (await last())?.id ?? "";
const jobsOf = (id: string) =>
  sql(
    server,
    `SELECT status AS v FROM bundle_jobs WHERE payload ->> 'id' = '${id}' ORDER BY rowid`,
  );

describe("a row that is set to queued", () => {
  it("while its mail is being tried again goes out once", async () => {
    const count = smtp.mails.length;
    smtp.refuseNext(Number.POSITIVE_INFINITY, 451);
    await send(server, "note", { to: "a@b.cd", data: { text: "retried" } });
    await expect.poll(async () => (await last())?.error).toMatch(/451/);
    const id = await idOf();
    await mails.update(id, { status: "queued" });
    expect(await jobsOf(id)).toHaveLength(1);
    await mails.update(id, { status: "failed" });
    await mails.update(id, { status: "queued" });
    expect(await jobsOf(id)).toHaveLength(2);
    const held = async () => {
      await execute(server, `UPDATE bundle_jobs SET run_at = '${LATER}' WHERE status = 'queued'`);
      return sql(server, "SELECT run_at AS v FROM bundle_jobs WHERE status != 'done'");
    };
    await expect.poll(held).toEqual([LATER, LATER]);
    smtp.refuseNext(0);
    const open = () => sql(server, "SELECT id AS v FROM bundle_jobs WHERE status != 'done'");
    for (const job of await open()) {
      await execute(server, `UPDATE bundle_jobs SET run_at = '' WHERE id = '${job}'`);
      await expect.poll(open).not.toContain(job);
    }
    expect(await last()).toMatchObject({ id, status: "sent", error: "" });
    expect(smtp.mails).toHaveLength(count + 1);
  });

  it("after an edit of its recipient reaches the new one", async () => {
    await server.pb.collection("orders").create({ title: "ada at example.com" });
    await settled(server);
    expect(await last()).toMatchObject({ status: "failed", to: "" });
    await mails.update(await idOf(), { to: "Ada <Ada@example.com>", status: "queued" });
    await settled(server);
    expect(await last()).toMatchObject({ status: "sent", error: "" });
    expect([smtp.mails.at(-1)?.to].flat()[0]?.text).toBe('"Ada" <Ada@example.com>');
    const envelope = {
      ...(await last()),
      to: [{ name: "", address: "b@c.de" }],
      cc: [{ name: "C", address: "c@c.de" }],
      bcc: [],
      replyTo: [],
    };
    const { to, cc, bcc, replyTo } = envelope;
    await mails.update(await idOf(), { envelope: { to, cc, bcc, replyTo }, status: "queued" });
    await settled(server);
    expect(await last()).toMatchObject({ status: "sent", to: "b@c.de" });
    expect([smtp.mails.at(-1)?.cc].flat()[0]?.text).toBe('"C" <c@c.de>');
  });

  it("takes an edit as the dashboard sends it: all fields, JSON in its own layout", async () => {
    const id = await idOf();
    const row = await mails.getOne(id);
    const envelope = JSON.stringify(row.envelope, null, 4);
    await mails.update(id, { ...row, envelope, to: "d@c.de", status: "queued" });
    await settled(server);
    expect(await last()).toMatchObject({ status: "sent", to: "d@c.de" });
    expect([smtp.mails.at(-1)?.to].flat()[0]?.text).toBe("d@c.de");
    expect([smtp.mails.at(-1)?.cc].flat()[0]?.text).toBe('"C" <c@c.de>');
  });

  it("refuses invalid values at once", async () => {
    const id = await idOf();
    for (const [edit, field] of [
      [{ to: "nonsense" }, "to"],
      [{ to: "a@b.cd\r\nBcc: x@y.zz" }, "to"],
      [{ envelope: 5 }, "envelope"],
      [{ envelope: null }, "envelope"],
      [{ envelope: { to: "a@b.cd" } }, "envelope"],
      [{ envelope: { to: [], cc: [], bcc: [], replyTo: [] } }, "envelope"],
      [{ status: "soon" }, "status"],
    ] as const) {
      const answer = await failure(mails.update(id, { ...edit, status: "queued", ...edit }));
      expect([edit, answer.status]).toEqual([edit, 400]);
      expect(Object.keys(answer.data)).toEqual([field]);
    }
    expect(await last()).toMatchObject({ id, status: "sent" });
  });

  it("past PocketBase, by SQL, fails with a reason at the first attempt", async () => {
    for (const [set, error] of [
      ["envelope = 'nonsense'", /^Its envelope, data, attach or content is not JSON\.$/],
      ["envelope = NULL", /not JSON/],
      ["data = '{'", /not JSON/],
      ["envelope = '5'", /^envelope\.to: Expected a list such as/],
      ["envelope = '{}'", /^envelope\.to: Expected a list/],
      [`envelope = '{"to":[],"cc":[],"bcc":[],"replyTo":[]}'`, /^to: No recipient/],
      [
        `envelope = '{"to":[{"name":"","address":"a@b.cd> BODY=8BITMIME"}],"cc":[],"bcc":[],"replyTo":[]}'`,
        /^envelope\.to: Expected/,
      ],
    ] as const) {
      await send(server, "note", { to: "a@b.cd", data: { text: "sql" }, delay: 60 });
      const id = await idOf();
      await execute(server, `UPDATE bundle_mails SET ${set} WHERE id = '${id}'`);
      await execute(server, "UPDATE bundle_jobs SET run_at = '' WHERE status = 'queued'");
      await settled(server);
      expect((await last())?.error).toMatch(error);
      expect((await last())?.status).toBe("failed");
      expect(await jobsOf(id)).toEqual(["done"]);
    }
    // An invalid envelope can still be corrected.
    await execute(server, `UPDATE bundle_mails SET envelope = 'x' WHERE id = '${await idOf()}'`);
    await mails.update(await idOf(), { to: "e@c.de", status: "queued" });
    await settled(server);
    expect(await last()).toMatchObject({ status: "sent", error: "", to: "e@c.de" });
  });

  it("of PocketBase's, when its body is gone, fails, whatever template has its name", async () => {
    await send(server, "otp", { to: "a@b.cd", data: { text: "x" } });
    await settled(server);
    const id = await idOf();
    await execute(server, `UPDATE bundle_mails SET category = 'system' WHERE id = '${id}'`);
    await mails.update(id, { status: "queued" });
    await settled(server);
    expect((await last())?.error).toMatch(/^PocketBase made this mail, and its body is deleted/);
    expect(await last()).toMatchObject({ status: "failed" });
  });
});

describe("ctx.mail.send", () => {
  it("takes no option that it does not know, and no wrong type", async () => {
    for (const own of [
      { two: "a@b.cd" },
      { content: { subject: "x", html: "<script>", text: "", headers: {} } },
      { category: "system" },
      { envelope: {} },
      { locale: 5 },
      { data: "text" },
      { key: 5 },
      { delay: "soon" },
      { delay: -1 },
    ]) {
      const { status } = await send(server, "note", { to: "a@b.cd", ...own });
      expect([own, status]).toEqual([own, 500]);
    }
    await server.waitForLog(/Unknown option of ctx\.mail\.send "two"\. .*Known: to, cc/);
    await server.waitForLog(/ctx\.mail\.send: locale: Expected string, got number/);
    const none = { cc: null, locale: null, data: null, attach: null, key: null, delay: null };
    expect((await send(server, "note", { to: "a@b.cd", ...none })).status).toBe(200);
    await settled(server);
    expect(await last()).toMatchObject({ status: "sent" });
  });

  it("keeps 5 MB of data, and other mails go on beside it", async () => {
    const data = {
      text: "big",
      list: Array.from({ length: 50_000 }, (_, i) => "x".repeat(100) + i),
    };
    expect((await send(server, "note", { to: "a@b.cd", data })).status).toBe(200);
    await send(server, "note", { to: "a@b.cd", data: { text: "small" } });
    await settled(server);
    expect((await outbox(server)).slice(-2)).toMatchObject([
      { status: "sent", subject: "note big" },
      { status: "sent", subject: "note small" },
    ]);
  });
});
