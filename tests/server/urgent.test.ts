// Tests that urgent work has its own way while all workers are in slow jobs.
import { expect, it } from "vitest";
import { type Server, startSmtp, useSmtp } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { GATE, MIGRATIONS, openGate, PROBE, probe, SEE, seen, settled, sql } from "./work.ts";

const config = `${SEE}${GATE}
module.exports = { jobs: { workers: 2, poll: 20 }, mail: { from: "shop@example.com", system: true },
  extensions: [{ name: "x",
    routes: [{ method: "POST", path: "/enqueue", auth: "public", handler: ({ body, jobs }) =>
      ({ ids: body.wanted.map(({ type, payload, priority }) => jobs.enqueue(type, payload ?? {}, { priority })) }) }],
    changes: [{ on: "orders:create", handler: (change, ctx) => see(ctx.app, "order", change.record.title) }],
    jobs: {
      slow: { handler: () => waitAtGate() },
      quick: { handler: (payload, ctx) => {
        if (payload.slow) waitAtGate();
        see(ctx.app, "quick", payload.name);
      } },
    } }] };`;
const start = () => serve({ config, migrations: MIGRATIONS, hooks: PROBE });

interface Wanted {
  type: string;
  payload?: object;
  priority?: string;
}
const enqueue = (server: Server, jobs: Wanted[]) =>
  fetch(`${server.url}/enqueue`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ wanted: jobs }),
  });
const quick = async (server: Server) => (await seen(server, "quick")).map(({ of }) => of);
const running = (server: Server, type: string) =>
  sql(server, `SELECT id AS v FROM bundle_jobs WHERE type = '${type}' AND status = 'running'`);
const urgentSlot = (server: Server) =>
  probe(server, `return $app.store().get("pocketbundle.worker.slot.urgent") ?? ""`);

it("mails that users wait for, jobs of high priority and changes pass two slow jobs", async () => {
  const server = await start();
  const smtp = await startSmtp();
  await useSmtp(server.pb, smtp);
  const ada = { email: "ada@example.com", password: "12345678", passwordConfirm: "12345678" };
  await server.pb.collection("users").create(ada);
  await enqueue(server, [{ type: "slow" }, { type: "slow" }]);
  await expect.poll(() => running(server, "slow")).toHaveLength(2);

  await server.client().collection("users").requestPasswordReset(ada.email);
  expect(await smtp.waitFor(1)).toMatchObject([{ to: { text: ada.email } }]);
  await enqueue(server, [
    { type: "quick", payload: { name: "usual" } },
    { type: "quick", payload: { name: "urgent" }, priority: "high" },
  ]);
  await server.client().collection("orders").create({ title: "passes" });
  await expect.poll(() => quick(server)).toEqual(["urgent"]);
  await expect
    .poll(async () => (await seen(server, "order")).map(({ of }) => of))
    .toEqual(["passes"]);
  // It ends when nothing urgent is left, and leaves other work to the workers.
  await expect.poll(() => urgentSlot(server)).toBe("");
  expect(await quick(server)).toEqual(["urgent"]);

  openGate(server);
  await settled(server);
  expect(await quick(server)).toEqual(["urgent", "usual"]);
});

it("jobs that a worker has claimed with a slow one do not wait for it", async () => {
  const server = await start();
  const named = (name: string, slow = false): Wanted => ({
    type: "quick",
    payload: { name, slow },
  });
  // The workers learn that the type is quick, and claim several jobs of it at once.
  await enqueue(
    server,
    Array.from({ length: 400 }, () => named("before")),
  );
  await settled(server);
  const names = Array.from({ length: 30 }, (_, i) => `after ${i}`);
  await enqueue(server, [named("slow", true), ...names.map((name) => named(name))]);
  const after = async () => (await quick(server)).filter((name) => name !== "before").sort();
  await expect.poll(after).toEqual(names.sort());
  expect(await running(server, "quick")).toHaveLength(1);
  openGate(server);
  await settled(server);
  expect(await quick(server)).toHaveLength(431);
});

it("a server that ends waits for an urgent job", async () => {
  const server = await start();
  await enqueue(server, [{ type: "slow" }, { type: "slow" }]);
  await expect.poll(() => running(server, "slow")).toHaveLength(2);
  await enqueue(server, [
    { type: "quick", payload: { name: "last", slow: true }, priority: "high" },
  ]);
  await expect.poll(() => running(server, "quick")).toHaveLength(1);
  const ended = server.stop();
  openGate(server);
  expect(await ended).toBe(0);
  await server.restart();
  const [row] = await sql(
    server,
    "SELECT status || ' ' || attempts AS v FROM bundle_jobs WHERE type = 'quick'",
  );
  expect(row).toBe("done 1");
});
