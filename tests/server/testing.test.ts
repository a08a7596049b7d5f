import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { runServer, startServer, startSmtp, useSmtp } from "../../kit/testing/index.ts";

const cleanup = onTestFinished;
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("serves the hooks and migrations given, and is gone afterwards", async () => {
  let seen: { pid: number; root: string };
  {
    await using server = await startServer({
      hooks: {
        "hello.pb.js": `routerAdd("GET", "/hello", (e) => e.json(200, {
          env: process.env.GREETING, home: typeof process.env.VITEST, text: require(__hooks + "/deep/text.js").text }));`,
        "deep/text.js": `module.exports = { text: "from a file" };`,
      },
      migrations: {
        "1_orders.js": `migrate((app) => app.save(new Collection({ type: "base", name: "orders", fields: [{ type: "text", name: "title" }] })));`,
      },
      env: { GREETING: "hi" },
    });
    seen = { pid: server.pid, root: server.folder.root };
    expect(await server.client().send("/hello", {})).toEqual({
      env: "hi",
      home: "undefined",
      text: "from a file",
    });
    const { id } = await server.pb.collection("orders").create({ title: "a" });
    expect(await server.pb.collection("orders").getOne(id)).toMatchObject({ title: "a" });
    await expect(server.client().collection("orders").getOne(id)).rejects.toMatchObject({
      status: 403,
    });
  }
  expect(isAlive(seen.pid)).toBe(false);
  expect(existsSync(seen.root)).toBe(false);
});

test("runs the version that is asked for", async () => {
  const server = await startServer({ version: "0.38.1", cleanup });
  const { output } = await server.command("--version");
  expect(output).toContain("0.38.1");
});

test("keeps its data, port and clients over kill9 and restart", async () => {
  const server = await startServer({ cleanup });
  await server.pb.collections.create({ type: "base", name: "notes", fields: [] });
  const { id } = await server.pb.collection("notes").create({});
  const before = server.pid;
  expect(await server.kill9()).toBe(137);
  await expect(server.pb.collection("notes").getOne(id)).rejects.toMatchObject({ status: 0 });
  await server.restart();
  expect(server.pid).not.toBe(before);
  expect(await server.pb.collection("notes").getOne(id)).toMatchObject({ id });
  await server.restart();
  expect(await server.pb.collection("notes").getOne(id)).toMatchObject({ id });
  expect(await server.stop()).toBe(0);
});

test("shows what is printed and what is logged, without waiting for PocketBase's batch", async () => {
  const server = await startServer({
    cleanup,
    hooks: {
      "log.pb.js": `console.log("loaded once");
        routerAdd("GET", "/log", (e) => { console.log("printed line"); $app.logger().info("logged line", "n", 3); return e.noContent(204) });`,
    },
  });
  await server.client().send("/log", {});
  await expect.poll(server.log).toMatch(/loaded once/);
  // PocketBase writes three seconds after the last row: while others come, only a full batch is
  // written.
  const busy = setInterval(() => void server.client().send("/log", {}), 250);
  onTestFinished(() => clearInterval(busy));
  expect(await server.waitForLog(/printed/)).toMatch(/printed line$/);
  expect(await server.waitForLog(/logged line.*"n":3/)).toBe('logged line {"n":3}');
  clearInterval(busy);
  const messages = (await server.logs()).map((row) => row.message);
  expect(messages).toContain("GET /log");
  expect(messages.filter((message) => message.includes("filler"))).toEqual([]);
  await expect(server.waitForLog(/never/, 100)).rejects.toThrow(/never/);
});

test("runs commands beside the server", async () => {
  const server = await startServer({ cleanup });
  const ended = await server.command("superuser", "upsert", "other@example.com", "password-12345");
  expect(ended).toMatchObject({ code: 0, output: expect.stringContaining("other@example.com") });
  const client = server.client();
  await client.collection("_superusers").authWithPassword("other@example.com", "password-12345");
  expect(client.authStore.isValid).toBe(true);
});

test("a server that refuses to start says so", async () => {
  const hooks = { "no.pb.js": `console.log("config is wrong"); $os.exit(3);` };
  expect(await runServer({ hooks, cleanup })).toMatchObject({
    code: 3,
    output: expect.stringContaining("config is wrong"),
  });
  await expect(startServer({ hooks, cleanup })).rejects.toThrow(/ended with 3.*config is wrong/s);
});

test("a server that should refuse and does not is ended", async () => {
  const hooks = { "where.pb.js": `console.log("runs in", $os.getwd());` };
  const error: Error = await runServer({ hooks, cleanup, timeout: 700 }).then(
    () => expect.fail("it resolved"),
    (reason) => reason,
  );
  expect(error.message).toMatch(/still runs after 700/);
  const folder = error.message.match(/runs in (.+)/)?.[1];
  expect(folder).toMatch(/pocketbundle-test-/);
  expect(existsSync(String(folder))).toBe(false);
});

test("a taken port on restart is an error, not another server's answers", async () => {
  const server = await startServer({ cleanup });
  await server.stop();
  const squatter = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => {
    squatter.listen(Number(new URL(server.url).port), "127.0.0.1", resolve);
  });
  onTestFinished(() => void squatter.close());
  await expect(server.restart()).rejects.toThrow(/address already in use/);
});

test("is ended while it starts when the test is over", async () => {
  let end = async () => {};
  const starting = startServer({
    cleanup(given) {
      end = given;
    },
  });
  await end();
  await expect(starting).rejects.toThrow();
});

test("catches the mail a server sends, and can refuse it", async () => {
  const smtp = await startSmtp({ cleanup });
  const server = await startServer({
    cleanup,
    hooks: {
      "mail.pb.js": `routerAdd("GET", "/mail", (e) => {
        $app.newMailClient().send(new MailerMessage({ from: { name: "Shop", address: "shop@example.com" },
          to: [{ address: "anna@example.com" }], subject: "Grüße", html: "<p>Hello</p>" }));
        return e.noContent(204);
      });`,
    },
  });
  await useSmtp(server.pb, smtp);
  await server.client().send("/mail", {});
  const [mail] = await smtp.waitFor(1);
  expect(mail).toMatchObject({ subject: "Grüße", from: { text: '"Shop" <shop@example.com>' } });
  expect(mail?.html).toContain("<p>Hello</p>");
  smtp.refuseNext();
  await expect(server.client().send("/mail", {})).rejects.toMatchObject({ status: 400 });
  await server.client().send("/mail", {});
  expect(smtp.mails).toHaveLength(2);
  await expect(smtp.waitFor(3, 50)).rejects.toThrow(/3 mails; came: Grüße, Grüße/);
});
