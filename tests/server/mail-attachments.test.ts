// Tests files of records and images of templates, as they arrive.
import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { serveAll } from "./bundle.ts";
import { startObjectStorage } from "./object-storage.ts";
import { outbox, SENDER, send, templates } from "./outbox.ts";
import { execute, hurry, PROBE, probe, settled, sql } from "./work.ts";

const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4" fill="#1d6b57"/></svg>\n';
const server = await serveAll({
  config: `module.exports = { jobs: { poll: 20, backoff: 100 },
    mail: { messages: {
      files: { on: "docs:create", when: (c) => c.record.title !== "", to: (c) => c.record.title, attach: ["invoice", "more"] },
      note: {}, image: {}, list: { category: "news" } } },
    extensions: [${SENDER}, { name: "bytes", routes: [{ method: "POST", path: "/bytes", auth: "public", handler(ctx) {
      const own = $os.readFile(__hooks + "/mail/images/logo.svg");
      const big = ctx.query.size ? [{ name: "big.bin", bytes: new Uint8Array(Number(ctx.query.size)).fill(7) }] : [];
      return ctx.mail.send(ctx.query.message ?? "note", { to: ctx.query.to?.split(",") ?? "a@b.cd", data: { text: "bytes" }, key: ctx.query.key, attach: [
        { name: "hällo.txt", text: "hällo\\n" }, { name: "list.bin", bytes: [0, 1, 255] }, { name: "go.svg", bytes: own },
        { name: "buffer.bin", bytes: new Uint8Array([9, 8, 7]).buffer }, ...big ] });
    } }] }] };`,
  migrations: {
    "1_docs.js": `migrate((app) => app.save(new Collection({ type: "base", name: "docs", createRule: "", deleteRule: "", fields: [
      { type: "text", name: "title" },
      { type: "file", name: "invoice", maxSelect: 1, maxSize: 50000000 },
      { type: "file", name: "more", maxSelect: 9, maxSize: 50000000 },
      { type: "file", name: "secret", maxSelect: 1, protected: true } ] })))`,
    "2_views.js": `migrate((app) => {
      app.save(new Collection({ type: "view", name: "shown", viewQuery: "SELECT id, invoice AS bill, more, secret FROM docs" }));
      app.save(new Collection({ type: "view", name: "again", viewQuery: "SELECT id, bill AS paper, secret FROM shown" }));
    })`,
  },
  hooks: {
    ...templates("files", "note", "list"),
    "mail/image.html": '<p><img src="cid:logo.svg" alt="Shop"></p>',
    "mail/images/logo.svg": logo,
    "mail/image.subject.txt": "An image",
    ...PROBE,
  },
});
const smtp = await startSmtp({ cleanup: afterAll });
await useSmtp(server.pb, smtp);
const docs = server.client().collection("docs");
const last = async () => (await outbox(server)).at(-1);

/** Returns the attachments that arrive when these files are sent. */
async function sent(files: { field: string; name: string; bytes: Buffer }[], to = "a@b.cd") {
  const body = new FormData();
  body.append("title", to);
  for (const { field, name, bytes } of files) body.append(field, new Blob([bytes]), name);
  const record = await docs.create(body);
  await settled(server);
  expect(await last()).toMatchObject({ status: "sent", error: "" });
  const attachments = smtp.mails.at(-1)?.attachments ?? [];
  return { record, attachments };
}

describe("files of a record", () => {
  it("arrive byte for byte, under the names they were uploaded with", async () => {
    const files = [
      { field: "invoice", name: "Invoice 7.pdf", bytes: randomBytes(200_001) },
      { field: "more", name: "Übersicht für März — 請求書 🎉.pdf", bytes: randomBytes(50_000) },
      { field: "more", name: "same.txt", bytes: Buffer.from("one") },
      { field: "more", name: "same.txt", bytes: Buffer.from("two\r\n.\r\nlines\n") },
      { field: "more", name: "empty.bin", bytes: Buffer.from("x") },
    ];
    const { attachments } = await sent(files);
    const found = attachments.map(({ filename, content, contentDisposition }) => ({
      filename,
      content: content.toString("base64"),
      contentDisposition,
    }));
    const expected = files.map(({ name, bytes }, index) => ({
      filename: index === 3 ? "2-same.txt" : name,
      content: bytes.toString("base64"),
      contentDisposition: "attachment",
    }));
    const byName = (a: { filename?: unknown }, b: { filename?: unknown }) =>
      `${a.filename}` < `${b.filename}` ? -1 : 1;
    expect(found.sort(byName)).toEqual(expected.sort(byName));
  });

  it("with hostile names break no header and spoof no ending", async () => {
    const bytes = Buffer.from("content");
    for (const [name, expected] of [
      ['say "hi"; x=y.txt', 'say "hi"; x=y.txt'],
      ["a\r\nContent-Type: x\r\n\r\n<b>.txt", "a__Content-Type: x____<b>.txt"],
      ["../../etc/passwd", "passwd"],
      ["C:\\temp\\evil.txt", "C:_temp_evil.txt"],
      ["invoice\u202egpj.exe", "invoice_gpj.exe"],
      [`${"long".repeat(50)}.pdf`, `${"long".repeat(24)}.pdf`],
      ["🎉".repeat(60), "🎉".repeat(60)],
    ] as const) {
      // This form has names as in RFC 5987, which a browser would not send.
      const boundary = "b0undary";
      const part = (head: string, body: string) => `--${boundary}\r\n${head}\r\n\r\n${body}\r\n`;
      const file = `Content-Disposition: form-data; name="invoice"; filename*=utf-8''${encodeURIComponent(name)}`;
      const response = await fetch(`${server.url}/api/collections/docs/records`, {
        method: "POST",
        headers: { "Content-Type": `multipart/form-data; boundary=${boundary}` },
        body: `${part('Content-Disposition: form-data; name="title"', "a@b.cd")}${part(file, "content")}--${boundary}--\r\n`,
      });
      expect([name, response.status]).toEqual([name, 200]);
      await settled(server);
      expect(await last()).toMatchObject({ status: "sent" });
      const attachments = smtp.mails.at(-1)?.attachments ?? [];
      expect(attachments.map(({ filename }) => filename)).toEqual([expected]);
      expect(attachments[0]?.content).toEqual(bytes);
      expect([...(attachments[0]?.headers.keys() ?? [])].sort()).toEqual([
        "content-disposition",
        "content-id",
        "content-transfer-encoding",
        "content-type",
      ]);
    }
  });

  it("of a view are those of the record that it shows", async () => {
    const { record } = await sent([
      { field: "invoice", name: "bill.txt", bytes: Buffer.from("bill") },
      { field: "more", name: "one.txt", bytes: Buffer.from("one") },
      { field: "more", name: "two.txt", bytes: Buffer.from("two") },
      { field: "secret", name: "own.txt", bytes: Buffer.from("own") },
    ]);
    const own = { record: record.id };
    for (const [attach, texts] of [
      [{ collection: "shown", ...own, fields: ["bill", "more"] }, ["bill", "one", "two"]],
      [{ collection: "again", ...own, fields: ["paper", "secret"] }, ["bill", "own"]],
      [{ url: `/api/files/again/${record.id}/${record.invoice}` }, ["bill"]],
    ] as const) {
      await send(server, "note", { to: "a@b.cd", data: { text: "view" }, attach });
      await settled(server);
      expect(await last()).toMatchObject({ status: "sent", error: "" });
      const found = smtp.mails.at(-1)?.attachments.map(({ content }) => content.toString());
      // PocketBase's mailer holds files in a map of Go, which has no order.
      expect(found?.sort()).toEqual(texts);
    }
    const url = `/api/files/again/${record.id}/${record.secret}`;
    await send(server, "note", { to: "a@b.cd", data: { text: "view" }, attach: { url } });
    await settled(server);
    expect((await last())?.error).toMatch(/^The file own\w+\.txt is protected\./);
  });

  it("of a record or a file that is gone fail with a reason", async () => {
    const { record } = await sent([{ field: "invoice", name: "a.txt", bytes: Buffer.from("a") }]);
    const attach = { collection: "docs", record: record.id, fields: ["invoice"] };
    const storage = join(server.folder.data, "storage", record.collectionId, record.id);
    expect(readdirSync(storage).length).toBeGreaterThan(0);
    rmSync(storage, { recursive: true });
    await send(server, "note", { to: "a@b.cd", data: { text: "file" }, attach });
    await expect
      .poll(async () => (await last())?.error)
      .toMatch(/attachment a\w+\.txt cannot be read: \S/);
    expect(await last()).toMatchObject({ status: "queued" });
    await execute(server, "UPDATE bundle_jobs SET max_attempts = 1 WHERE status != 'done'");
    await hurry(server);
    await settled(server);
    expect(await last()).toMatchObject({ status: "failed" });
    await docs.delete(record.id);
    await send(server, "note", { to: "a@b.cd", data: { text: "record" }, attach });
    await settled(server);
    expect(await last()).toMatchObject({ status: "failed" });
    expect((await last())?.error).toBe(
      `The record ${record.id} of docs, whose files are attached, is gone.`,
    );
    for (const [own, error] of [
      [{ collection: "nope" }, 'attach: There is no collection "nope".'],
      [{ fields: ["title"] }, 'attach: docs has no file field "title".'],
    ] as const) {
      const bad = { ...attach, ...own };
      await send(server, "note", { to: "a@b.cd", data: { text: "bad" }, attach: bad });
      await settled(server);
      expect(await last()).toMatchObject({ status: "failed", error });
    }
    const half = { to: "a@b.cd", attach: { collection: "docs" } };
    expect((await send(server, "note", half)).status).toBe(500);
    await server.waitForLog(/attach: Expected \{ collection, record, fields \}, got \{ collection/);
  });

  it("that are too large are refused with both sizes, 30 MB among them", async () => {
    const body = new FormData();
    body.append("title", "a@b.cd");
    body.append("invoice", new Blob([randomBytes(30_000_000)]), "big.bin");
    await docs.create(body);
    await settled(server);
    expect(await last()).toMatchObject({ status: "failed" });
    expect((await last())?.error).toBe(
      "The attachments are 30.0 MB, and 20.0 MB are allowed (mail.maxAttachments).",
    );
  });

  it("of 19 MB arrive byte for byte", async () => {
    const bytes = randomBytes(19_000_000);
    const { attachments } = await sent([{ field: "invoice", name: "big.bin", bytes }]);
    expect(attachments[0]?.content.equals(bytes)).toBe(true);
  });
});

describe("given content", () => {
  const post = async (query: string) => {
    const response = await fetch(`${server.url}/bytes?${query}`, { method: "POST" });
    return { status: response.status, ids: (await response.json()) as string[] };
  };
  const stored = () =>
    sql(server, "SELECT position || ' ' || length(content) AS v FROM bundle_attachments");
  const found = () =>
    Object.fromEntries(
      smtp.mails.at(-1)?.attachments.map(({ filename, content }) => [filename, content]) ?? [],
    );

  it("arrives byte for byte, also after a failure and a restart", async () => {
    smtp.refuseNext(1, 451);
    const { ids } = await post("");
    await expect.poll(async () => (await last())?.error).toMatch(/451/);
    await server.kill9();
    await server.restart();
    await hurry(server);
    await settled(server);
    expect(await last()).toMatchObject({ id: ids[0], status: "sent", error: "" });
    expect(found()).toEqual({
      "hällo.txt": Buffer.from("hällo\n"),
      "list.bin": Buffer.from([0, 1, 255]),
      "go.svg": Buffer.from(logo),
      "buffer.bin": Buffer.from([9, 8, 7]),
    });
    const row = await server.pb.collection("bundle_mails").getOne(ids[0] ?? "");
    expect(row.attach).toEqual([
      { name: "hällo.txt", size: 7, content: 0 },
      { name: "list.bin", size: 3, content: 1 },
      { name: "go.svg", size: logo.length, content: 2 },
      { name: "buffer.bin", size: 3, content: 3 },
    ]);
  });

  it("is stored once for a list and for a key, and goes with the last mail", async () => {
    const mails = server.pb.collection("bundle_mails");
    for (const row of await outbox(server)) await mails.delete(row.id);
    expect(await stored()).toEqual([]);
    const first = await post("message=list&to=a@b.cd,c@d.ef&key=k");
    const again = await post("message=list&to=a@b.cd,c@d.ef&key=k");
    expect(again.ids).toEqual(first.ids);
    expect(await stored()).toHaveLength(4);
    await settled(server);
    expect(smtp.mails.slice(-2).map(({ attachments }) => attachments.length)).toEqual([4, 4]);
    await mails.delete(first.ids[0] ?? "");
    expect(await stored()).toHaveLength(4);
    await mails.update(first.ids[1] ?? "", { status: "queued" });
    await settled(server);
    expect(found()["list.bin"]).toEqual(Buffer.from([0, 1, 255]));
    await execute(server, "UPDATE bundle_mails SET created = '2020-01-01 00:00:00.000Z'");
    await probe(
      server,
      `$app.cron().jobs().find((job) => job.id() === "pocketbundle-mail").run();`,
    );
    await expect.poll(stored).toEqual([]);
  });

  it("of 19 MB arrives, and more than maxAttachments is refused at once", async () => {
    const begin = Date.now();
    expect((await post("size=19000000")).status).toBe(200);
    await settled(server);
    expect(await last()).toMatchObject({ status: "sent" });
    expect(found()["big.bin"]?.equals(Buffer.alloc(19_000_000, 7))).toBe(true);
    console.log(`19 MB of given content: stored and sent in ${Date.now() - begin} ms`);
    expect((await post("size=20000000")).status).toBe(500);
    expect((await post("size=90000000")).status).toBe(500);
    await server.waitForLog(/The attachments are 90\.0 MB, and 20\.0 MB are allowed/);
  });
});

describe("the address of a file", () => {
  it("attaches the file, without a request", async () => {
    const bytes = randomBytes(1000);
    const { record } = await sent([{ field: "invoice", name: "Invoice 7.pdf", bytes }]);
    const [file] = [record.invoice].flat();
    const { appURL } = (await server.pb.settings.getAll()).meta as { appURL: string };
    for (const [url, own, name] of [
      [server.pb.files.getURL(record, file).replace(server.url, appURL), {}, "Invoice 7.pdf"],
      [`/api/files/docs/${record.id}/${file}?download=1#x`, { name: "a/b.pdf" }, "a_b.pdf"],
    ] as const) {
      const attach = { url, ...own };
      await send(server, "note", { to: "a@b.cd", data: { text: "url" }, attach });
      await settled(server);
      expect(await last()).toMatchObject({ status: "sent", error: "" });
      const [attachment] = smtp.mails.at(-1)?.attachments ?? [];
      expect([attachment?.filename, attachment?.content]).toEqual([name, bytes]);
    }
  });

  it("leads to no other host, no other file and no protected one", async () => {
    const requests: string[] = [];
    const other = createServer((request, response) => {
      requests.push(`${request.url}`);
      response.end("inside");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    afterAll(() => void other.close());
    const host = `127.0.0.1:${(other.address() as { port: number }).port}`;
    const body = new FormData();
    body.append("secret", new Blob(["s"]), "s.txt");
    const { id, secret } = await docs.create(body);
    await settled(server);
    const { appURL } = (await server.pb.settings.getAll()).meta as { appURL: string };
    for (const url of [
      `http://${host}/api/files/docs/${id}/${secret}`,
      `//${host}/api/files/docs/${id}/${secret}`,
      `${appURL}@${host}/api/files/docs/${id}/${secret}`,
      `${appURL}.${host}/api/files/docs/${id}/${secret}`,
      `${appURL}/../api/files/docs/${id}/${secret}`,
      `file:///etc/passwd`,
      "/api/health",
    ]) {
      const { status } = await send(server, "note", { to: "a@b.cd", attach: { url } });
      expect([url, status]).toEqual([url, 500]);
    }
    for (const [path, error] of [
      [`docs/${id}/${secret}`, /^The file s\w+\.txt is protected\. Attach it as \{ collection/],
      [`docs/${id}/..%2f..%2fdata.db`, /^The file \.\.\/\.\.\/data\.db of docs\/\w+ is gone\.$/],
      [`docs/nope/${secret}`, /^The record nope of docs/],
      [`_superusers/${id}/${secret}`, /^The record \w+ of _superusers/],
    ] as const) {
      await send(server, "note", {
        to: "a@b.cd",
        data: { text: "x" },
        attach: { url: `/api/files/${path}` },
      });
      await settled(server);
      expect((await last())?.error).toMatch(error);
      expect(await last()).toMatchObject({ status: "failed" });
    }
    expect(requests).toEqual([]);
  });
});

it("files in S3 storage arrive byte for byte, and later when it is out of reach", async () => {
  const storage = await startObjectStorage(afterAll);
  const s3 = { enabled: true, bucket: "b", region: "eu", accessKey: "key", secret: "s3-secret" };
  await server.pb.settings.update({ s3: { ...s3, endpoint: storage.url, forcePathStyle: true } });
  const bytes = randomBytes(1_000_003);
  const name = "Rechnung März.pdf";
  const { record, attachments } = await sent([{ field: "invoice", name, bytes }]);
  expect(attachments[0]?.filename).toBe(name);
  expect(attachments[0]?.content.equals(bytes)).toBe(true);
  const kept = [...storage.objects];
  storage.objects.clear();
  const attach = { collection: "docs", record: record.id, fields: ["invoice"] };
  await send(server, "note", { to: "a@b.cd", data: { text: "s3" }, attach });
  await expect.poll(async () => (await last())?.error).toMatch(/cannot be read/);
  expect((await last())?.error).not.toContain("s3-secret");
  for (const [path, object] of kept) storage.objects.set(path, object);
  await hurry(server);
  await settled(server);
  expect(await last()).toMatchObject({ status: "sent", error: "" });
  await server.pb.settings.update({ s3: { ...s3, enabled: false } });
});

it("an image is shown by its cid, byte for byte", async () => {
  await send(server, "image", { to: "a@b.cd" });
  await settled(server);
  expect(await last()).toMatchObject({ status: "sent", subject: "An image" });
  const mail = smtp.mails.at(-1);
  expect(mail?.attachments).toMatchObject([
    { contentId: "<logo.svg>", contentDisposition: "inline", contentType: "image/svg+xml" },
  ]);
  expect(mail?.attachments[0]?.content.toString()).toBe(logo);
});
