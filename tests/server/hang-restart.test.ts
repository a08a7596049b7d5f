// Tests the restart of a server whose workers hang. It waits for a minute, so it has its own file.
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { MIGRATIONS, PROBE } from "./work.ts";

const CONFIG = `module.exports = { jobs: { workers: 1, poll: 20, backoff: 20, restartAfterHangs: 2 },
  extensions: [{ name: "x",
    routes: [{ method: "POST", path: "/enqueue", auth: "public", handler: (ctx) => ({ id: ctx.jobs.enqueue(ctx.body.type) }) }],
    jobs: { loop: { timeout: 1, handler: () => { for (;;); } }, quick: { handler: () => {} } } }] };`;
const hanging = async (server: Server) => {
  const { workers } = await server.pb.send("/api/bundle/health", {});
  return (workers as { hanging: number }[]).map((worker) => worker.hanging);
};
const ended = { timeout: 40_000 };
const enqueue = (server: Server, body: object) =>
  fetch(`${server.url}/enqueue`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

it("restartAfterHangs restarts the server without the loops, once a minute at most", async () => {
  const server = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
  const { pid } = server;
  const started = Date.now();
  await enqueue(server, { type: "loop" });
  const restarted =
    /restarts the server, because \d of its workers hang and jobs\.restartAfterHangs is 2\.[\s\S]*Pocketbundle \d[\s\S]*\(1 worker\)/;
  await expect.poll(() => server.log(), { timeout: 90_000 }).toMatch(restarted);
  expect(Date.now() - started).toBeGreaterThan(50_000);
  await expect.poll(() => hanging(server).catch(String), ended).toEqual([0]);
  // The new process hangs, too, and does not restart at once.
  await enqueue(server, { type: "loop" });
  await expect.poll(() => hanging(server), ended).toEqual([3]);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  expect(server.log().match(/restarts the server/g)).toHaveLength(1);
  expect(server.pid).toBe(pid);
  await server.kill9();
}, 180_000);
