// Tests the outbox with many clients, a kill, and a careless config.
import { expect, it, onTestFinished } from "vitest";
import { type Server, useSmtp } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { outbox, SENDER, send, templates } from "./outbox.ts";
import { startScripted } from "./scripted-smtp.ts";
import { PROBE, settled } from "./work.ts";

/** A mail server that keeps the last word of the subject of each mail that it accepts. */
async function startCounting(server: Server) {
  const came: string[] = [];
  const port = await startScripted(
    {
      ".": (mail) => {
        came.push(mail.match(/^Subject: note (\w+)/m)?.[1] ?? mail);
        return "250 taken";
      },
    },
    onTestFinished,
  );
  await useSmtp(server.pb, { port } as never);
  return came;
}

const start = (more = "") =>
  serve({
    config: `module.exports = { jobs: { poll: 20, backoff: 100, lease: 2000 },
      mail: { messages: { note: {} } }, extensions: [${SENDER}, ${more}] };`,
    hooks: { ...templates("note"), ...PROBE },
  });
const texts = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);
async function sendAll(server: Server, all: string[], clients: number) {
  const rest = [...all];
  const client = async () => {
    for (let text = rest.shift(); text; text = rest.shift()) {
      const { status } = await send(server, "note", { to: "a@b.cd", data: { text }, key: text });
      expect(status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

it("32 clients at once, each key twice: every mail goes out once", async () => {
  const server = await start();
  const came = await startCounting(server);
  const all = texts(320);
  await sendAll(server, [...all, ...all], 32);
  await settled(server);
  expect(came.sort()).toEqual([...all].sort());
  expect(await outbox(server)).toHaveLength(320);
});

it("kill -9 in the middle of 300 mails, three times: none is lost, and only what was on its way arrives again", async () => {
  const server = await start();
  const came = await startCounting(server);
  const all = texts(300);
  await sendAll(server, all, 8);
  const kills = [30, 120, 210];
  for (const count of kills) {
    await expect.poll(() => came.length, { interval: 2 }).toBeGreaterThanOrEqual(count);
    await server.kill9();
    await server.restart();
  }
  await settled(server);
  const twice = came.length - new Set(came).size;
  console.log(`kill -9 three times in 300 mails: ${twice} arrived twice`);
  expect([...new Set(came)].sort()).toEqual([...all].sort());
  // Two workers, and each has one mail on its way.
  expect(twice).toBeLessThanOrEqual(2 * kills.length);
  expect(new Set((await outbox(server)).map(({ status }) => status))).toEqual(new Set(["sent"]));
}, 90_000);

it("data that is not JSON is refused by ctx.mail.send, and leaves no row", async () => {
  const server = await start(`{ name: "careless", routes: [
    { method: "POST", path: "/careless/{what}", auth: "public", handler: (ctx) => {
      const circular = {}; circular.self = circular;
      const data = { circular, big: { n: 1n }, text: { toJSON: () => undefined } }[ctx.params.what];
      return ctx.mail.send("note", { to: "a@b.cd", data });
    } }] }`);
  await startCounting(server);
  for (const what of ["circular", "big", "text"]) {
    expect((await fetch(`${server.url}/careless/${what}`, { method: "POST" })).status).toBe(500);
  }
  await server.waitForLog(/circular structure/);
  await server.waitForLog(
    /data of the mail ".*" is stored as JSON, which cannot hold it: got object/,
  );
  expect((await fetch(`${server.url}/careless/nothing`, { method: "POST" })).status).toBe(200);
  await settled(server);
  expect(await outbox(server)).toHaveLength(1);
});

it("a message may be both: sent on a change and by ctx.mail.send", async () => {
  const server = await serve({
    config: `module.exports = { jobs: { poll: 20 }, extensions: [${SENDER}],
      mail: { messages: { "Order.placed-2": { on: "orders:create", to: "staff@example.com", locale: () => 7,
        data: (c) => ({ text: c.record.title }) } } } };`,
    hooks: { ...templates("Order.placed-2"), ...PROBE },
  });
  await startCounting(server);
  await server.client().collection("orders").create({ title: "one" });
  await settled(server);
  expect((await send(server, "Order.placed-2", { data: { text: "two" } })).status).toBe(200);
  await settled(server);
  expect(await outbox(server)).toMatchObject([
    { status: "sent", subject: "Order.placed-2 one", to: "staff@example.com" },
    { status: "sent", subject: "Order.placed-2 two", to: "staff@example.com" },
  ]);
});
