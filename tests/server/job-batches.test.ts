// Tests `cancel`, `reschedule` and `find` for jobs that a worker has claimed together with a slow
// one, and has not begun.
import { expect, it } from "vitest";
import { serve } from "./bundle.ts";
import { MIGRATIONS, PROBE, SEE, seen, settled, sql } from "./work.ts";

const CONFIG = `${SEE}
module.exports = {
  jobs: { workers: 1, poll: 20 },
  extensions: [{ name: "x",
    jobs: { step: { handler: ({ n, ms }, ctx) => { see(ctx.app, "step", n, ctx.job.attempt); sleep(ms ?? 0); } } },
    routes: [
      { method: "POST", path: "/api/add", auth: "public", handler: (ctx) =>
        ctx.transaction((tx) => ({ ids: ctx.body.jobs.map(({ options, ...payload }) => tx.jobs.enqueue("step", payload, options ?? {})) })) },
      { method: "POST", path: "/api/ask", auth: "public", handler: (ctx) => ({
        found: ctx.body.find.map((id) => ctx.jobs.find(id).status),
        cancelled: ctx.body.cancel.map((id) => ctx.jobs.cancel(id)),
        moved: ctx.body.move.map((id) => ctx.jobs.reschedule(id, { delay: 3600 })),
      }) },
    ],
  }],
};`;

it("a claimed job that has not begun waits: it can be cancelled, moved and found", async () => {
  const server = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
  const post = async (path: string, body: unknown) =>
    (
      await fetch(server.url + path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      })
    ).json();
  const jobs = [
    { n: "fast" },
    { n: "slow", ms: 3000 },
    { n: "cancelled" },
    { n: "moved" },
    { n: "replaced", options: { key: "k" } },
    { n: "left" },
  ];
  let before = 0;
  const steps = async () =>
    (await seen(server, "step"))
      .slice(before)
      .map(({ of }) => of)
      .filter((n) => n !== "warm");
  /** The worker claims several at once when it has seen that they are fast. */
  const claimTogether = async () => {
    const warm = Array.from({ length: 100 }, () => ({ n: "warm" }));
    for (let attempt = 1; attempt <= 5; attempt++) {
      await post("/api/add", { jobs: warm });
      await settled(server);
      before = (await seen(server, "step")).length;
      const { ids } = (await post("/api/add", { jobs })) as { ids: string[] };
      await expect.poll(steps).toEqual(["fast", "slow"]);
      const held = await sql(server, "SELECT id AS v FROM bundle_jobs WHERE status = 'running'");
      if (held.length === jobs.length) return ids;
      await settled(server);
    }
    throw new Error("The worker has never claimed all jobs at once.");
  };
  const ids = await claimTogether();
  const [fast, slow, cancelled, moved, replaced, left] = ids;
  await post("/api/add", { jobs: [{ n: "newer", options: { key: "k", delay: 3600 } }] });
  await new Promise((resolve) => setTimeout(resolve, 150));
  const answer = (await post("/api/ask", {
    find: ids,
    cancel: [fast, slow, cancelled, cancelled, replaced],
    move: [slow, moved],
  })) as { found: string[]; cancelled: boolean[] };
  // The keeper may have given them all back already, and then the newer one has taken its place.
  const isReplaced = answer.found[4] === "cancelled";
  expect(answer).toEqual({
    found: [
      "running",
      "running",
      "queued",
      "queued",
      isReplaced ? "cancelled" : "queued",
      "queued",
    ],
    cancelled: [false, false, true, false, !isReplaced],
    moved: [false, true],
  });
  await expect.poll(steps, { timeout: 10_000 }).toEqual(["fast", "slow", "left"]);
  const status = async (id = "") => (await server.pb.collection("bundle_jobs").getOne(id)).status;
  await expect.poll(() => status(left)).toBe("done");
  expect(await Promise.all(ids.map(status))).toEqual([
    ...(["done", "done", "cancelled", "queued", "cancelled", "done"] as const),
  ]);
  const { error } = await server.pb.collection("bundle_jobs").getOne(cancelled ?? "");
  expect(error).toBe("It was cancelled.");
  expect(server.log()).not.toContain("no longer this worker's");
});
