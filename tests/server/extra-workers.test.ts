// Workers beyond the second run only while there is work for them, because each holds a VM.
import { expect, it } from "vitest";
import { serve } from "./bundle.ts";
import { MIGRATIONS, PROBE, probe, SEE, seen, settled } from "./work.ts";

const config = (workers: number) => `${SEE}
module.exports = { jobs: { workers: ${workers}, poll: 20 }, extensions: [{ name: "x",
  jobs: {
    slow: { handler: (_, ctx) => { see(ctx.app, "begin", ctx.job.id); sleep(2500); see(ctx.app, "end", ctx.job.id); } },
  },
  routes: [{ method: "POST", path: "/api/add/{type}/{count}", auth: "public", handler(ctx) {
    ctx.transaction((tx) => { for (let i = 0; i < Number(ctx.params.count); i++) tx.jobs.enqueue(ctx.params.type, {}); });
    return {};
  } }],
}] };`;

it("five workers run five slow jobs at once, and three of them end", async () => {
  const server = await serve({ config: config(5), migrations: MIGRATIONS, hooks: PROBE });
  const running = async () =>
    probe<string[]>(
      server,
      `return Object.keys($app.store().getAll()).filter((key) => /worker\\.slot\\.worker-/.test(key)).map((key) => key.slice(-1)).sort()`,
    );
  const add = (type: string, count: number) =>
    fetch(`${server.url}/api/add/${type}/${count}`, { method: "POST" });
  await expect.poll(running).toEqual(["1", "2"]);
  await add("slow", 5);
  await expect.poll(async () => (await seen(server, "begin")).length).toBe(5);
  expect(await seen(server, "end")).toEqual([]);
  expect(await running()).toEqual(["1", "2", "3", "4", "5"]);
  await settled(server);
  await expect.poll(running).toEqual(["1", "2"]);
  await add("slow", 3);
  await settled(server);
  expect(await seen(server, "end")).toHaveLength(8);
});
