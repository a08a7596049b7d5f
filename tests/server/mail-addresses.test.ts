// Tests addresses, names and subjects that often break mail, as a mail server receives them.
import { createServer } from "node:net";
import { simpleParser } from "mailparser";
import { afterAll, describe, expect, it } from "vitest";
import { useSmtp } from "../../kit/testing/index.ts";
import { serveAll } from "./bundle.ts";
import { outbox, SENDER, send } from "./outbox.ts";
import { PROBE, settled } from "./work.ts";

const server = await serveAll({
  config: `module.exports = { jobs: { poll: 20, backoff: 100 }, mail: { from: "Bücher, Inc <shop@bücher.example>", messages: { note: {} } },
    extensions: [${SENDER}] };`,
  hooks: { "mail/note.html": "<p>hello</p>", "mail/note.subject.txt": "{{text}}", ...PROBE },
});
const last = async () => (await outbox(server)).at(-1);

/** This mail server keeps every line, byte for byte. It does not support SMTPUTF8. */
let refusal: string | undefined;
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
      socket.write(`${step === "RCPT" && refusal ? refusal : answer}\r\n`);
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

  it("with a first part that is not ASCII goes out unchanged, and the server's refusal is stored", async () => {
    const { commands } = await sent({ to: "ü@bücher.example" });
    expect(commands.at(-1)).toBe("RCPT TO:<ü@xn--bcher-kva.example>");
    expect(await last()).toMatchObject({ status: "sent" });
    refusal = "553 5.6.7 non-ASCII addresses not permitted";
    await sent({ to: "ü@bücher.example" });
    refusal = undefined;
    expect(await last()).toMatchObject({
      status: "failed",
      error: "553 5.6.7 non-ASCII addresses not permitted",
    });
  });

  it("that no DNS could have is refused", async () => {
    for (const to of [`a@${"ü".repeat(70)}.example`, "a@-ü.example", "a@ü..example", "a@ü b.cd"]) {
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
