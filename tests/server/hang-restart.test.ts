// Tests the restart of a server whose workers hang. It waits for a minute, so it has its own file.
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { serve } from "./bundle.ts";
import { enqueue, hanging, loops } from "./hanging.ts";
import { MIGRATIONS, PROBE } from "./work.ts";

const ended = { timeout: 40_000 };

it("restartAfterHangs restarts the server without the loops, once a minute at most", async () => {
  const server = await serve({
    config: loops(", restartAfterHangs: 2"),
    migrations: MIGRATIONS,
    hooks: PROBE,
  });
  const { pid } = server;
  const started = Date.now();
  // Loops would take the processors from other tests until the minute is over.
  await delay(45_000);
  await enqueue(server, { type: "loop" });
  const restarted =
    /restarts the server, because \d of its workers hang and jobs\.restartAfterHangs is 2\.[\s\S]*Pocketbundle \d[\s\S]*\(1 worker\)/;
  await expect.poll(() => server.log(), { timeout: 90_000 }).toMatch(restarted);
  expect(Date.now() - started).toBeGreaterThan(50_000);
  await expect.poll(() => hanging(server).catch(String), ended).toEqual([0]);
  // The new process hangs, too, and does not restart at once.
  await enqueue(server, { type: "loop" });
  await expect.poll(() => hanging(server), ended).toEqual([3]);
  await delay(4000);
  expect(server.log().match(/restarts the server/g)).toHaveLength(1);
  expect(server.pid).toBe(pid);
  await server.kill9();
}, 180_000);
