// Tests mail servers that misbehave, and a server that is killed.
import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { type Server, startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { outbox, SENDER, send, templates } from "./outbox.ts";
import { startScripted } from "./scripted-smtp.ts";
import { execute, hurry, PROBE, settled } from "./work.ts";

const start = (backoff = 300) =>
  serve({
    config: `module.exports = { jobs: { poll: 20, backoff: ${backoff}, lease: 2000 },
      mail: { timeout: 2, messages: { note: {} } }, extensions: [${SENDER}] };`,
    hooks: { ...templates("note"), ...PROBE },
  });
const use = (server: Server, port: number) => useSmtp(server.pb, { port } as never);
const last = async (server: Server) => (await outbox(server)).at(-1);

it("that refuse the connection, a recipient with a 4xx, or hang up after the data: tried again", async () => {
  const server = await start();
  for (const [script, error] of [
    ["refused", /connection refused/],
    [{ RCPT: "450 4.2.1 mailbox busy" }, /450.*mailbox busy/],
    [{ MAIL: "421 closing" }, /421.*closing/],
    [{ ".": "" }, /EOF|reset/],
  ] as const) {
    const port = script === "refused" ? 1 : await startScripted(script, onTestFinished);
    await use(server, port);
    await send(server, "note", { to: "a@b.cd", data: { text: "x" } });
    await expect.poll(async () => (await last(server))?.error).toMatch(error);
    expect((await last(server))?.status).toBe("queued");
    const smtp = await startSmtp({ cleanup: onTestFinished });
    await useSmtp(server.pb, smtp);
    await hurry(server);
    await settled(server);
    expect(await last(server)).toMatchObject({ status: "sent", error: "" });
    expect(smtp.mails).toHaveLength(1);
  }
});

it("that refuse a recipient for good: failed, with the server's words", async () => {
  const server = await start();
  await use(server, await startScripted({ RCPT: "550 5.1.1 nobody here" }, onTestFinished));
  await send(server, "note", { to: "a@b.cd", data: { text: "x" } });
  await settled(server);
  expect(await last(server)).toMatchObject({ status: "failed" });
  expect((await last(server))?.error).toMatch(/550.*5\.1\.1 nobody here/);
});

it("that greet and say nothing more: others take the workers' places, and the mails arrive", async () => {
  const server = await start();
  const silent = createServer((socket) => {
    socket.on("error", () => {});
    socket.write("220 hello\r\n");
  });
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void silent.close());
  await use(server, (silent.address() as { port: number }).port);
  for (const text of ["1", "2", "3"]) await send(server, "note", { to: "a@b.cd", data: { text } });
  await server.waitForLog(/the job \w+ did not end within 2 s\. Another worker takes its place/);
  const smtp = await startSmtp({ cleanup: onTestFinished });
  await useSmtp(server.pb, smtp);
  await smtp.waitFor(3, 45_000);
  await settled(server);
  expect((await outbox(server)).map(({ status }) => status)).toEqual(["sent", "sent", "sent"]);
});

it("a server that is killed before it knows that the mail was taken sends it once more", async () => {
  const server = await start();
  const ids: (string | undefined)[] = [];
  const smtp = await startSmtp({ cleanup: onTestFinished });
  await useSmtp(server.pb, smtp);
  await send(server, "note", { to: "a@b.cd", data: { text: "x" } });
  await settled(server);
  // The database is put into the state after a kill right after the mail server's answer.
  await execute(server, "UPDATE bundle_mails SET status = 'queued', sent = ''");
  await execute(
    server,
    "UPDATE bundle_jobs SET status = 'running', token = 'gone', finished = '', leased_until = '2020-01-01 00:00:00.000Z'",
  );
  await server.kill9();
  await server.restart();
  await settled(server);
  for (const { messageId } of smtp.mails) ids.push(messageId);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
  expect(await last(server)).toMatchObject({ status: "sent" });
});

it("1,000 mails, of which a fifth fail at random, all arrive", async () => {
  const server = await start(50);
  const came: string[] = [];
  const refused = new Map<string, number>();
  const port = await startScripted(
    {
      ".": (mail) => {
        const text = mail.match(/^Subject: note (\w+)/m)?.[1] ?? mail;
        // Each attempt waits four times as long as the last, so a seventh would take minutes.
        const before = refused.get(text) ?? 0;
        if (before < 3 && Math.random() < 0.2) {
          refused.set(text, before + 1);
          return "451 try later";
        }
        came.push(text);
        return "250 taken";
      },
    },
    onTestFinished,
  );
  await use(server, port);
  const texts = Array.from({ length: 1000 }, (_, i) => `n${i}`);
  for (let i = 0; i < 1000; i += 50) {
    await Promise.all(
      texts.slice(i, i + 50).map((text) => send(server, "note", { to: "a@b.cd", data: { text } })),
    );
  }
  await settled(server, 150_000);
  console.log(
    `1,000 mails with random failures: ${came.length - new Set(came).size} arrived twice`,
  );
  expect([...new Set(came)].sort()).toEqual([...texts].sort());
  expect(new Set((await outbox(server)).map(({ status }) => status))).toEqual(new Set(["sent"]));
}, 200_000);
