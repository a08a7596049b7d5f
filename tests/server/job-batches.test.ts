// Tests `cancel`, `reschedule` and `find` for jobs that a worker has claimed together with a slow
// one, and has not begun.
import { expect, it } from "vitest";
import { serve } from "./bundle.ts";
import {
  GATE,
  holdKeeper,
  MIGRATIONS,
  openGate,
  PROBE,
  releaseKeeper,
  SEE,
  seen,
  settled,
} from "./work.ts";

const CONFIG = `${SEE}${GATE}
module.exports = {
  jobs: { workers: 1, poll: 20 },
  extensions: [{ name: "x",
    jobs: { step: { handler: ({ n }, ctx) => {
      // It writes nothing, so that it is fast: a worker claims many fast jobs at once.
      if (n === "warm") return sleep(1);
      if (n === "slow") {
        const row = new DynamicModel({ running: 0 });
        ctx.transaction((tx) => {
          tx.app.db().newQuery("SELECT count(*) AS running FROM bundle_jobs WHERE status = 'running'").one(row);
          tx.jobs.enqueue("step", { n: "newer" }, { key: "k", delay: 3600 });
        });
        see(ctx.app, "step", "slow", row.running);
        waitAtGate();
      } else if (n !== "fast") see(ctx.app, "step", n);
    } } },
    routes: [
      { method: "POST", path: "/api/add", auth: "public", handler: (ctx) =>
        ctx.transaction((tx) => ({ ids: ctx.body.jobs.map(({ options, ...payload }) => tx.jobs.enqueue("step", payload, options ?? {})) })) },
      // In a transaction, because the keeper may give the jobs back between two statements.
      { method: "POST", path: "/api/ask", auth: "public", handler: (ctx) => ctx.transaction((tx) => ({
        found: ctx.body.find.map((id) => tx.jobs.find(id).status),
        cancelled: ctx.body.cancel.map((id) => tx.jobs.cancel(id)),
        moved: ctx.body.move.map((id) => tx.jobs.reschedule(id, { delay: 3600 })),
      })) },
    ],
  }],
};`;
const JOBS = [
  { n: "fast" },
  { n: "slow" },
  { n: "cancelled" },
  { n: "moved" },
  { n: "replaced", options: { key: "k" } },
  { n: "left" },
];

/** Starts a server in which the slow job runs, after the others were claimed with it. */
async function startWithClaimed(isKeeperHeld: boolean) {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const server = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
    const post = async (path: string, body: unknown) =>
      (
        await fetch(server.url + path, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(body),
        })
      ).json();
    const steps = () => seen(server, "step");
    if (isKeeperHeld) await holdKeeper(server);
    await post("/api/add", { jobs: Array.from({ length: 100 }, () => ({ n: "warm" })) });
    await settled(server);
    const { ids } = (await post("/api/add", { jobs: JOBS })) as { ids: string[] };
    await expect.poll(steps).toHaveLength(1);
    // A machine that is busy may have measured slow jobs, or written the first one down already.
    if ((await steps())[0]?.data === JOBS.length) return { server, post, steps, ids };
    await server.kill9();
  }
  throw new Error("The worker has never claimed all jobs at once.");
}

it.each([
  { where: "with its worker", isKeeperHeld: true, replaced: "queued" },
  { where: "given back by the keeper", isKeeperHeld: false, replaced: "cancelled" },
])(
  "a claimed job that has not begun waits, $where: it can be cancelled, moved and found",
  async ({ isKeeperHeld, replaced }) => {
    const { server, post, steps, ids } = await startWithClaimed(isKeeperHeld);
    const ask = { find: ids, cancel: [] as unknown[], move: [] as unknown[] };
    const found = ["running", "running", "queued", "queued", replaced, "queued"];
    // The batch counts as slow after a while, and the keeper gives it back some time later.
    await expect.poll(() => post("/api/ask", ask)).toEqual({ found, cancelled: [], moved: [] });
    const [fast, slow, cancelled, moved, older, left] = ids;
    ask.cancel = [fast, slow, cancelled, cancelled, older];
    ask.move = [slow, moved];
    expect(await post("/api/ask", ask)).toEqual({
      found,
      cancelled: [false, false, true, false, isKeeperHeld],
      moved: [false, true],
    });
    if (isKeeperHeld) await releaseKeeper(server);
    openGate(server);
    const status = async (id = "") => (await server.pb.collection("bundle_jobs").getOne(id)).status;
    await expect.poll(() => status(left)).toBe("done");
    expect((await steps()).map(({ of }) => of)).toEqual(["slow", "left"]);
    expect(await Promise.all(ids.map(status))).toEqual([
      ...(["done", "done", "cancelled", "queued", "cancelled", "done"] as const),
    ]);
    const { error } = await server.pb.collection("bundle_jobs").getOne(cancelled ?? "");
    expect(error).toBe("It was cancelled.");
    expect(server.log()).not.toContain("no longer this worker's");
  },
);
