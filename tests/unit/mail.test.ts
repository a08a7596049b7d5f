import { describe, expect, it } from "vitest";
import { testApp } from "./app.ts";

const placed = () =>
  testApp({
    config: `module.exports = { mail: { from: "Shop <shop@example.com>", messages: { placed: {
      on: "orders:*", when: (change) => change.action !== "delete", to: (change) => change.record.email } } } };`,
    files: {
      "mail/placed.html": "<p>{{record.title}} was {{#before}}{{title}}{{/before}}</p>",
      "mail/placed.subject.txt": "Order {{record.title}}",
    },
  });
const orders = "/api/collections/orders/records";

describe("mail, on nodemailer-mock", () => {
  it("goes out for a create and an update, escaped in HTML only", () => {
    const app = placed();
    const body = { title: "A & B", email: "ada@example.com" };
    const { id } = app.request("POST", orders, { body }).json;
    app.request("PATCH", `${orders}/${id}`, { body: { title: "C" } });
    app.request("DELETE", `${orders}/${id}`);
    expect(app.mails).toHaveLength(0);
    app.drain();
    expect(app.mails).toHaveLength(2);
    expect(app.mails[0]).toMatchObject({ subject: "Order A & B" });
    expect(app.mails[0]?.html).toBe("<p>A &amp; B was </p>");
    expect(app.mails[1]?.html).toBe("<p>C was A &amp; B</p>");
    expect(JSON.stringify(app.mails[0]?.to)).toContain("ada@example.com");
    expect(statuses(app)).toEqual(["sent", "sent"]);
    app.drain();
    expect(app.mails).toHaveLength(2);
  });

  it("is tried again when the mailer fails", () => {
    const app = placed();
    app.clock.set("2030-01-01");
    app.nodemailer.setShouldFailOnce();
    app.save("orders", { title: "x", email: "ada@example.com" });
    app.drain();
    expect(statuses(app)).toEqual(["queued"]);
    app.clock.advance("10s");
    app.drain();
    expect(statuses(app)).toEqual(["sent"]);
    expect(app.mails).toHaveLength(1);
  });

  it("is not sent when its data lacks a variable: in a test that is an error", () => {
    const app = testApp({
      config: `module.exports = { mail: { messages: { note: { on: "orders:create", to: "a@b.cd" } } } };`,
      files: { "mail/note.html": "<p>{{nope}}</p>", "mail/note.subject.txt": "Note" },
    });
    app.save("orders", { title: "x" });
    app.drain();
    expect(app.mails).toEqual([]);
    expect(app.app.findAllRecords("bundle_mails")[0]?.getString("error")).toContain("nope");
  });

  it("fails where the address is invalid", () => {
    const app = placed();
    app.save("orders", { title: "x", email: "" });
    app.drain();
    expect(app.mails).toEqual([]);
    const [mail] = app.app.findAllRecords("bundle_mails");
    expect(mail?.getString("status")).toBe("failed");
    expect(mail?.getString("error")).toBe(
      "to: No recipient: to, cc and bcc are empty. Expected an address in one of them.",
    );
  });
});

describe("recipients as records have them", () => {
  const app = (message: string) =>
    testApp({
      config: `module.exports = { mail: { from: "Shop <shop@example.com>", messages: { note: { on: "orders:create", ${message} } } } };`,
      files: { "mail/note.html": "<p>x</p>", "mail/note.subject.txt": "Note" },
    });
  const one = (address: string, name = "") => ({ name, address });

  it.each([
    ["blank options", `cc: () => "", bcc: () => null, replyTo: () => undefined, from: () => "  "`],
    ["blank items", `cc: () => ["", null, undefined, " \\n", false], bcc: () => []`],
  ])("%s are left out", (_, own) => {
    const test = app(`to: (c) => c.record.email, ${own}`);
    test.save("orders", { email: "ada@example.com" });
    test.drain();
    expect(test.mails).toMatchObject([
      { from: one("shop@example.com", '"Shop"'), to: [one("ada@example.com")] },
    ]);
    expect(Object.keys(test.mails[0] ?? {})).not.toContain("cc");
    expect(test.mails[0]?.headers).not.toHaveProperty("Reply-To");
  });

  it("white space and a comma at the ends are left out", () => {
    const test = app(`to: () => [" ada@example.com, ", "\\tBob < bob@example.com >;\\n", ", "]`);
    test.save("orders", {});
    test.drain();
    expect(test.mails[0]?.to).toEqual([one("ada@example.com"), one("bob@example.com", "Bob")]);
  });

  it("a mail may go to bcc or cc alone", () => {
    const test = app(`bcc: (c) => c.record.email`);
    test.save("orders", { email: "ada@example.com" });
    test.save("orders", { email: "" });
    test.drain();
    expect(test.mails).toMatchObject([
      { bcc: [one("ada@example.com")], headers: { To: "undisclosed-recipients:;" } },
    ]);
    expect(statuses(test)).toEqual(["sent", "failed"]);
  });

  it("a message has its own sender", () => {
    const test = app(`to: "a@b.cd", from: (c) => c.record.title`);
    test.save("orders", { title: "Sales, Inc <sales@bücher.example>" });
    test.save("orders", { title: "nobody" });
    test.drain();
    expect(test.mails).toMatchObject([{ from: { address: "sales@xn--bcher-kva.example" } }]);
    const [mail, failed] = test.app.findAllRecords("bundle_mails");
    expect(mail?.getString("status")).toBe("sent");
    expect(failed?.getString("error")).toMatch(/^from: Not an email address: "nobody"/);
  });

  it("a list without recipients fails with a reason, and leaves blank ones out", () => {
    const test = app(`category: "news", to: (c) => c.record.meta`);
    test.save("orders", { meta: ["a@b.cd", "", null, " "] });
    test.save("orders", { meta: [] });
    test.drain();
    expect(test.mails).toHaveLength(1);
    const errors = test.app.findAllRecords("bundle_mails").map((mail) => mail.getString("error"));
    expect(errors).toEqual(["", expect.stringMatching(/^to: No recipient: to is empty/)]);
  });
});

describe("attachments", () => {
  const config = (attach: string) =>
    `module.exports = { mail: { maxAttachments: 1000, messages: { note: { on: "orders:create", to: "a@b.cd", attach: (c) => ${attach} } } },
      extensions: [{ name: "x", routes: [{ method: "GET", path: "/count", auth: "public", handler: (ctx) => {
        const rows = arrayOf(new DynamicModel({ n: 0 }));
        ctx.app.db().newQuery("SELECT count(*) AS n FROM bundle_attachments").all(rows);
        return { contents: rows[0].n };
      } }] }] };`;
  const files = { "mail/note.html": "<p>x</p>", "mail/note.subject.txt": "Note" };

  it("are texts and bytes, which stay with the mail until it is deleted", () => {
    const app = testApp({
      config: config(
        `[{ name: "a/b.csv", text: c.record.title }, { name: "b.bin", bytes: [1, 2, 255] }, { name: "c", bytes: new Uint8Array([3]) }]`,
      ),
      files,
    });
    app.save("orders", { title: "hällo" });
    app.nodemailer.setShouldFailOnce();
    app.clock.set("2030-01-01");
    app.drain();
    app.clock.advance("10s");
    app.drain();
    expect(app.mails[0]?.attachments).toEqual([
      { filename: "a_b.csv", content: Buffer.from("hällo") },
      { filename: "b.bin", content: Buffer.from([1, 2, 255]) },
      { filename: "c", content: Buffer.from([3]) },
    ]);
    const [mail] = app.app.findAllRecords("bundle_mails");
    expect(count(app)).toBe(3);
    if (mail) app.delete(mail);
    expect(count(app)).toBe(0);
  });

  it.each([
    [`[{ name: "a", text: "x".repeat(1001) }]`, /^The attachments are 0\.0 MB, and 0\.0 MB are/],
    [`[{ name: "a", bytes: Array(1e9) }]`, /MB are allowed \(mail\.maxAttachments\)/],
    [`[{ name: "a", text: "" }]`, /^attach: a is empty/],
    [`[{ url: "https://evil.example/api/files/a/b/c" }]`, /^attach: "https:.* is no file of this/],
    [
      `[{ url: "http://localhost:8090.evil.example/api/files/a/b/c" }]`,
      /is no file of this server/,
    ],
    [
      `[{ url: "http://localhost:8090@evil.example/api/files/a/b/c" }]`,
      /is no file of this server/,
    ],
    [`[{ url: "//evil.example/api/files/a/b/c" }]`, /is no file of this server/],
    [`[{ url: "/api/files/a/b/../../../x" }]`, /is no file of this server/],
    [`[{ url: "/api/files/a/b/c?thumb=9x9" }]`, /without a thumb/],
    [`[{ url: "/api/files/nope/b/c" }]`, /^attach: There is no collection "nope"/],
    [`[{ url: "HTTP://LOCALHOST:8090/api/files/orders/nope/c" }]`, /^The record nope of orders/],
  ])("%s fails the mail, and holds nothing up", (attach, error) => {
    const app = testApp({ config: config(attach), files });
    app.save("orders", { title: "x" });
    app.drain();
    const [mail] = app.app.findAllRecords("bundle_mails");
    expect(mail?.getString("status")).toBe("failed");
    expect(mail?.getString("error")).toMatch(error);
    expect(app.mails).toEqual([]);
  });

  it.each([
    [`{ nam: "a", text: "b" }`, 'Unknown key "nam". Did you mean "name"? Known: name, text.'],
    [`{ name: "a", tex: "b" }`, "Expected { collection, record, fields } or { name, text } or"],
    [`{ name: "a", bytes: "b" }`, "Expected { name, bytes }, got { name: string, bytes: string }."],
    ...["{ length: 5 }", "new Uint16Array([1])", "new DataView(new ArrayBuffer(1))"].map(
      (bytes) => [
        `{ name: "a", bytes: ${bytes} }`,
        `${bytes.match(/\w+(?=\()/)?.[0]?.toLowerCase() ?? "object"} }. Bytes are a list of numbers`,
      ],
    ),
    ...["300", "-1", "1.5", "NaN"].map((item) => [
      `{ name: "a", bytes: [1, ${item}] }`,
      `attach: bytes[1] of a: Expected a whole number from 0 to 255, got ${item}.`,
    ]),
    [`{ name: "a", bytes: ["7"] }`, "attach: bytes[0] of a: Expected a whole number from 0 to 255"],
    [`{ name: "a", bytes: [null] }`, "got null."],
    [`{ name: "a", bytes: [0, , 1] }`, "attach: bytes[1] of a: "],
    [`{ name: "", text: "b" }`, "got { name: an empty text, text: string }."],
    [`{ text: "b" }`, "Expected { name, text }, got { text: string }."],
    [`"invoice"`, "got string."],
    [`[["a"]]`, "got a list."],
  ])("ctx.mail.send refuses %s", (attach, message) => {
    const app = testApp({
      config: `module.exports = { mail: { messages: { note: {} } }, extensions: [{ name: "x", routes: [{ method: "POST", path: "/x", auth: "public",
        handler: (ctx) => { try { ctx.mail.send("note", { to: "a@b.cd", attach: ${attach} }); } catch (error) { return { error: error.message }; } } }] }] };`,
      files,
    });
    expect(app.request("POST", "/x", { body: {} }).json.error).toContain(message);
  });

  const count = (app: ReturnType<typeof testApp>) => app.request("GET", "/count").json.contents;
});

describe("ctx.mail.send", () => {
  it.each([
    [`"note", "a@b.cd"`, "Expected options such as { to, data }, got string."],
    [`"note", null`, "got null."],
    [`"note", ["a@b.cd"]`, "got a list."],
    [`"note", { too: "a@b.cd" }`, 'Unknown option of ctx.mail.send "too". Did you mean "to"?'],
    [`"note", { to: "a@b.cd", reply_to: "b@b.cd" }`, 'Did you mean "replyTo"?'],
    [`"note", { to: "a@b.cd", delay: NaN }`, "delay is a number of seconds, 0 to"],
    [`"notes", {}`, 'Unknown message "notes". Did you mean "note"?'],
    [`"note", { from: ["a@b.cd", "c@d.ef"], to: "a@b.cd" }`, "from: A mail has one sender"],
    [`"news", { bcc: "a@b.cd" }`, "to: No recipient: to is empty. A mail of a list goes to"],
  ])("refuses (%s)", (args, message) => {
    const app = testApp({
      config: `module.exports = { mail: { messages: { note: {}, news: { category: "news" } } }, extensions: [{ name: "x", routes: [{ method: "POST", path: "/x", auth: "public",
        handler: (ctx) => { try { ctx.mail.send(${args}); } catch (error) { return { error: error.message }; } } }] }] };`,
      files: Object.fromEntries(
        ["note", "news"].flatMap((name) => [
          [`mail/${name}.html`, "x"],
          [`mail/${name}.subject.txt`, "x"],
        ]),
      ),
    });
    expect(app.request("POST", "/x", { body: {} }).json.error).toContain(message);
    expect(app.app.countRecords("bundle_mails")).toBe(0);
  });
});

describe("a failure", () => {
  it("is seen when it is the first of its mail, in the log and on the console, without the body", () => {
    const app = testApp({
      config: `module.exports = { mail: { messages: { note: { on: "orders:create", to: (c) => c.record.trace } } } };`,
      files: { "mail/note.html": "<p>{{record.title}}</p>", "mail/note.subject.txt": "Note" },
    });
    const warned = () => app.logs.filter(({ message }) => /^Pocketbundle: the mail/.test(message));
    app.clock.set("2030-01-01");
    app.nodemailer.setShouldFail(true);
    app.save("orders", { title: "secret", trace: "ada@example.com" });
    app.drain();
    expect(warned()).toHaveLength(1);
    expect(warned()[0]?.message).toMatch(
      /^Pocketbundle: the mail \w{15} \("note"\) could not be sent yet, and is tried again: /,
    );
    expect(JSON.stringify([app.logs, app.console])).not.toContain("secret");
    app.clock.advance("10s");
    app.drain();
    expect(warned()).toHaveLength(1);
    app.save("orders", { title: "secret", trace: "nobody" });
    app.drain();
    expect(warned()[1]?.message).toMatch(/\("note"\) has failed: to: Not an email address/);
    expect(app.console.filter((line) => /the mail/.test(JSON.stringify(line)))).toHaveLength(2);
  });
});

const statuses = (app: ReturnType<typeof placed>) =>
  app.app.findAllRecords("bundle_mails").map((mail) => mail.getString("status"));
