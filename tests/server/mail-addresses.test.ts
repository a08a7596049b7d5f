// Tests addresses, names and subjects that often break mail, as a mail server receives them.
import { createServer } from "node:net";
import { simpleParser } from "mailparser";
import { afterAll, describe, expect, it } from "vitest";
import { useSmtp } from "../../kit/testing/index.ts";
import { failure, serveAll } from "./bundle.ts";
import { outbox, SENDER, send } from "./outbox.ts";
import { PROBE, settled } from "./work.ts";

const server = await serveAll({
  config: `module.exports = { jobs: { poll: 20, backoff: 100 }, mail: { from: "Bücher, Inc <shop@bücher.example>", messages: { note: {} } },
    extensions: [${SENDER}] };`,
  hooks: { "mail/note.html": "<p>hello</p>", "mail/note.subject.txt": "{{text}}", ...PROBE },
});
const last = async () => (await outbox(server)).at(-1);

/** This mail server keeps every line, byte for byte. It does not support SMTPUTF8. */
let lines: string[] = [];
const smtp = createServer((socket) => {
  socket.setEncoding("utf8");
  socket.on("error", () => {});
  let inData = false;
  let rest = "";
  socket.write("220 ready\r\n");
  socket.on("data", (chunk) => {
    const all = (rest + chunk).split("\r\n");
    rest = all.pop() ?? "";
    for (const line of all) {
      lines.push(line);
      if (inData && line !== ".") continue;
      const step = inData ? "." : line.slice(0, 4).toUpperCase();
      inData = step === "DATA";
      const answer = step === "DATA" ? "354 go on" : step === "EHLO" ? "250 here" : "250 ok";
      socket.write(`${answer}\r\n`);
    }
  });
});
await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", resolve));
afterAll(() => void smtp.close());
await useSmtp(server.pb, smtp.address() as never);

/** Returns the commands, and the parsed mail. */
async function sent(options: object) {
  lines = [];
  expect((await send(server, "note", { data: { text: "x" }, ...options })).status).toBe(200);
  await settled(server);
  const begin = lines.indexOf("DATA") + 1;
  const mail = lines.slice(begin, lines.indexOf("."));
  return {
    commands: lines.filter((line) => /^(MAIL|RCPT)/.test(line)),
    headers: mail.slice(0, mail.indexOf("")),
    mail: await simpleParser(mail.join("\r\n")),
  };
}

describe("an internationalised address", () => {
  it("has its domain as DNS has it, in commands, headers and rows", async () => {
    const { commands, headers, mail } = await sent({
      to: ["Jürgen <jo@BÜCHER.example>", "x@例え.テスト"],
    });
    expect(commands).toEqual([
      "MAIL FROM:<shop@xn--bcher-kva.example>",
      "RCPT TO:<jo@xn--bcher-kva.example>",
      "RCPT TO:<x@xn--r8jz45g.xn--zckzah>",
    ]);
    expect(headers.join("")).toMatch(/^[\t\x20-\x7e]*$/);
    expect(mail.messageId).toMatch(/^<\w+@xn--bcher-kva\.example>$/);
    expect([mail.to].flat()[0]?.text).toMatch(/^"?Jürgen"? <jo@/);
    expect(await last()).toMatchObject({
      status: "sent",
      to: "jo@xn--bcher-kva.example, x@xn--r8jz45g.xn--zckzah",
    });
  });

  it("with a first part that is not ASCII is refused: few servers accept it", async () => {
    expect((await send(server, "note", { to: "ü@bücher.example" })).status).toBe(500);
    await server.waitForLog(
      /"ü@bücher\.example"\. Before the @, it has a letter that is not ASCII/,
    );
  });

  it("that no DNS could have is refused", async () => {
    for (const to of [
      "a@ü.example.",
      `a@${"ü".repeat(70)}.example`,
      "a@-ü.example",
      "a@ü..example",
      "a@ü b.cd",
    ]) {
      expect([to, (await send(server, "note", { to })).status]).toEqual([to, 500]);
    }
  });
});

describe("a name", () => {
  it.each([
    ['"Lovelace, Ada" <a@b.cd>', "Lovelace, Ada"],
    ["Lovelace, Ada <a@b.cd>", "Lovelace, Ada"],
    ['"The \\"Great\\" \\\\ Ada" <a@b.cd>', 'The "Great" \\ Ada'],
    ['Ada "the Great" <a@b.cd>', 'Ada "the Great"'],
    ["Ada 🎉 Löve (x); y: z <a@b.cd>", "Ada 🎉 Löve (x); y: z"],
    // This name is too long for its line.
    [`${"Ö".repeat(300)} <a@b.cd>`, undefined],
    ["=?utf-8?Q?a=0D=0ABcc:_evil@b.cd?= <a@b.cd>", undefined],
  ])("%s", async (to, name) => {
    const { commands, headers, mail } = await sent({ to, cc: to, replyTo: to });
    expect(commands.slice(1)).toEqual(["RCPT TO:<a@b.cd>", "RCPT TO:<a@b.cd>"]);
    const [own] = [mail.to].flat();
    expect(own?.value.map(({ address }) => address)).toEqual(["a@b.cd"]);
    expect(mail.replyTo?.value.map(({ address }) => address)).toEqual(["a@b.cd"]);
    expect(mail.from?.value).toEqual([{ name: "Bücher, Inc", address: "shop@bücher.example" }]);
    expect(headers.join("")).toMatch(/^[\t\x20-\x7e]*$/);
    expect(Math.max(...headers.map(({ length }) => length))).toBeLessThanOrEqual(998);
    expect(headers.filter((line) => /^bcc/i.test(line))).toEqual([]);
    if (name) expect(own?.value[0]?.name).toBe(name);
  });

  it("with several addresses in one text is refused, since one would get the mail", async () => {
    const { status } = await send(server, "note", { to: "a@b.cd, Bob <bob@b.cd>" });
    expect(status).toBe(500);
    await server.waitForLog(/Several addresses in one text/);
  });
});

describe("a mail without anybody in to", () => {
  it("names nobody, and everybody in bcc gets it", async () => {
    const { commands, headers, mail } = await sent({ bcc: ["a@b.cd", "Eve <c@d.ef>", ""] });
    expect(commands.slice(1)).toEqual(["RCPT TO:<a@b.cd>", "RCPT TO:<c@d.ef>"]);
    expect(headers.filter((line) => /^(to|cc|bcc):/i.test(line))).toEqual([
      "To: undisclosed-recipients:;",
    ]);
    expect(mail.bcc).toBeUndefined();
    expect(await last()).toMatchObject({ status: "sent", to: "" });
  });

  it("names those in cc", async () => {
    const { headers } = await sent({ to: " ", cc: "a@b.cd", bcc: "c@d.ef" });
    expect(headers.filter((line) => /^(to|cc|bcc):/i.test(line))).toEqual(["CC: a@b.cd"]);
  });

  it("is suppressed when all of them are", async () => {
    const suppressions = server.pb.collection("bundle_suppressions");
    await suppressions.create({ address: "gone@b.cd", category: "", reason: "bounced" });
    lines = [];
    await send(server, "note", { bcc: "gone@b.cd", data: { text: "x" } });
    await settled(server);
    expect(await last()).toMatchObject({ status: "suppressed" });
    expect(lines).toEqual([]);
    const { commands } = await sent({ bcc: ["gone@b.cd", "a@b.cd"] });
    expect(commands.slice(1)).toEqual(["RCPT TO:<a@b.cd>"]);
  });
});

describe("a sender of its own", () => {
  it("is in the command, the header and the Message-ID", async () => {
    const { commands, mail } = await sent({ to: "a@b.cd", from: "Sales, Inc <sales@c.example>" });
    expect(commands[0]).toBe("MAIL FROM:<sales@c.example>");
    expect(mail.from?.value).toEqual([{ name: "Sales, Inc", address: "sales@c.example" }]);
    expect(mail.messageId).toMatch(/^<\w+@c\.example>$/);
  });

  it("is refused when it is no address, also in a row", async () => {
    for (const from of ["shop", "a@b.cd, c@d.ef", "a@b.cd\r\nBcc: e@f.gh", 5]) {
      expect((await send(server, "note", { to: "a@b.cd", from })).status).toBe(500);
    }
    const mails = server.pb.collection("bundle_mails");
    const { id, envelope } = (await last()) as never as { id: string; envelope: object };
    const edit = mails.update(id, { envelope: { ...envelope, from: "shop" }, status: "queued" });
    expect((await failure(edit)).data).toHaveProperty("envelope");
  });
});

describe("a subject", () => {
  it.each([
    ["with line breaks", "a\r\nBcc: evil@b.cd\n\u2028b", /^a Bcc: evil@b\.cd b$/],
    ["of 2,000 letters", "abcd ".repeat(400), /^(abcd )+[abcd]*…$/],
    ["of 2,000 other letters", "äß語🎉".repeat(500), /^(äß語🎉)+(äß?語?)?…$/],
    ["of 980 letters", "a".repeat(980), /^a{980}$/],
  ])("%s is one line that servers take", async (_what, text, expected) => {
    const { headers, mail } = await sent({ to: "a@b.cd", data: { text } });
    expect(mail.subject).toMatch(expected);
    expect((mail.subject ?? "").length).toBeLessThanOrEqual(990);
    expect(Math.max(...headers.map(({ length }) => length))).toBeLessThanOrEqual(998);
    expect(headers.filter((line) => /^bcc/i.test(line))).toEqual([]);
    expect(await last()).toMatchObject({ status: "sent" });
  });
});
