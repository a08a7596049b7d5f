import { afterAll, describe, expect, it } from "vitest";
import { startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { serveAll } from "./bundle.ts";
import { outbox, SENDER, send, templates } from "./outbox.ts";
import { execute, PROBE, probe, settled } from "./work.ts";

const server = await serveAll({
  config: `module.exports = {
  jobs: { poll: 20, backoff: 100 },
  mail: { from: "Shop <shop@example.com>", messages: {
    placed: { on: "orders:create", when: (c) => c.record.status === "placed",
      to: (c) => c.record.title, cc: "copy@example.com", bcc: ["secret@example.com"], replyTo: "Help <help@example.com>",
      data: (c) => ({ text: c.record.sku }) },
    note: {},
  } },
  extensions: [${SENDER}],
};`,
  hooks: { ...templates("placed", "note"), ...PROBE },
});
const smtp = await startSmtp({ cleanup: afterAll });
await useSmtp(server.pb, smtp);
const orders = server.pb.collection("orders");
const last = async () => (await outbox(server)).at(-1);

describe("a message on a change", () => {
  it("is a row, sent once to all its addresses", async () => {
    await orders.create({ title: "Ada Löve <ada@example.com>", status: "placed", sku: "A1" });
    await settled(server);
    const mail = smtp.mails.at(-1);
    expect(mail?.from?.text).toBe('"Shop" <shop@example.com>');
    expect([mail?.to].flat()[0]?.text).toBe('"Ada Löve" <ada@example.com>');
    expect([mail?.cc].flat()[0]?.text).toBe("copy@example.com");
    expect(mail?.replyTo?.text).toBe('"Help" <help@example.com>');
    expect(mail?.bcc).toBeUndefined();
    const row = await last();
    expect(row).toMatchObject({
      message: "placed",
      category: "transactional",
      status: "sent",
      to: "ada@example.com",
      subject: "placed A1",
      error: "",
    });
    expect(row?.sent).not.toBe("");
    expect(mail?.messageId).toBe(`<${row?.id}@example.com>`);
  });

  it("of a record with a bad address fails as a row, and holds nothing up", async () => {
    const { id } = await orders.create({ title: "not an address", status: "placed" });
    await orders.update(id, { title: "x@y.z" });
    await settled(server);
    const row = await last();
    expect(row).toMatchObject({ status: "failed" });
    expect(row?.error).toBe(
      'to: Not an email address: "not an address". Expected ada@example.com or Ada <ada@example.com>.',
    );
  });

  it("leaves nothing of a write that is rolled back", async () => {
    const count = (await outbox(server)).length;
    await probe(
      server,
      `try { $app.runInTransaction((tx) => {
        const order = new Record(tx.findCollectionByNameOrId("orders"), { title: "a@b.cd", status: "placed" });
        tx.save(order); throw new Error("no"); }); } catch {}`,
    );
    await settled(server);
    expect(await outbox(server)).toHaveLength(count);
  });
});

describe("ctx.mail.send", () => {
  it("is part of the transaction, and sends a key once", async () => {
    const count = smtp.mails.length;
    expect((await send(server, "note", { to: "a@b.cd", data: { text: "x" } }, true)).status).toBe(
      400,
    );
    const first = await send(server, "note", { to: "a@b.cd", data: { text: "k" }, key: "k1" });
    const again = await send(server, "note", { to: "a@b.cd", data: { text: "k" }, key: "k1" });
    expect(again.ids).toEqual(first.ids);
    await settled(server);
    expect(smtp.mails).toHaveLength(count + 1);
  });

  it("refuses unknown messages, no recipient and invalid addresses", async () => {
    for (const [message, options] of [
      ["nope", {}],
      ["note", {}],
      ["note", { to: "a@b.cd\r\nBcc: evil@example.com" }],
      ["note", { to: "Eve\r\nBcc: evil@example.com <a@b.cd>" }],
      ["note", { to: ["a@b.cd", 5] }],
      ["note", { to: "a@b.cd", cc: "a b@c.de" }],
    ] as const) {
      expect((await send(server, message, options)).status).toBe(500);
    }
    const many = Array.from({ length: 1000 }, (_, i) => `u${i}@example.com`);
    expect((await send(server, "note", { to: many })).status).toBe(500);
    await server.waitForLog(
      /to: A mail has 50 recipients at most, got 1000\. Give the message a category/,
    );
  });

  it("waits as long as it is told to", async () => {
    await send(server, "note", { to: "a@b.cd", data: { text: "later" }, delay: 3600 });
    expect(await last()).toMatchObject({ status: "queued" });
    await execute(server, "UPDATE bundle_jobs SET run_at = '' WHERE status = 'queued'");
    await settled(server);
    expect(await last()).toMatchObject({ status: "sent" });
  });
});

describe("a failure", () => {
  it("that may pass is tried again, one for good is told", async () => {
    smtp.refuseNext(2, 451);
    await send(server, "note", { to: "a@b.cd", data: { text: "retry" } });
    await settled(server);
    expect(await last()).toMatchObject({ status: "sent", error: "" });
    smtp.refuseNext(1, 550);
    await send(server, "note", { to: "a@b.cd", data: { text: "never" } });
    await settled(server);
    expect(await last()).toMatchObject({ status: "failed", sent: "" });
    expect((await last())?.error).toMatch(/550.*refused by the test/);
  });

  it("is over when a superuser sets the row to queued, in the dashboard or on the command line", async () => {
    const row = await last();
    await server.pb.collection("bundle_mails").update(row?.id ?? "", { status: "queued" });
    await settled(server);
    expect(await last()).toMatchObject({ id: row?.id, status: "sent", error: "" });
    smtp.refuseNext(1, 550);
    await send(server, "note", { to: "a@b.cd", data: { text: "again" } });
    await settled(server);
    const failed = await last();
    expect((await server.command("bundle", "retry", failed?.id ?? "")).code).toBe(0);
    await settled(server);
    expect(await last()).toMatchObject({ id: failed?.id, status: "sent" });
  });

  it("of the last attempt ends the mail with its error", async () => {
    smtp.refuseNext(20, 421);
    await send(server, "note", { to: "a@b.cd", data: { text: "dead" } });
    await execute(server, "UPDATE bundle_jobs SET max_attempts = 2 WHERE status != 'done'");
    await settled(server);
    expect(await last()).toMatchObject({ status: "failed" });
    expect((await last())?.error).toMatch(/421/);
    smtp.refuseNext(0);
  });
});

it("shows the outbox to superusers only", async () => {
  for (const name of ["bundle_mails", "bundle_suppressions"]) {
    const response = await fetch(`${server.url}/api/collections/${name}/records`);
    expect(response.status).toBe(403);
  }
});
