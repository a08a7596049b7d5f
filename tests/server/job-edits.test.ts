// Tests what a superuser may do with a job in the dashboard while workers have it.
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { failure, serveAll } from "./bundle.ts";
import { GATE, MIGRATIONS, openGate, PROBE, probe, SEE, seen, settled, sql } from "./work.ts";

const CONFIG = `${SEE}${GATE}
module.exports = { jobs: { workers: 2, poll: 20 }, extensions: [{ name: "x",
  routes: [{ method: "POST", path: "/go/{key}", auth: "public", handler: (ctx) => ({ id: ctx.jobs.enqueue("held", {}, { key: ctx.params.key }) }) }],
  jobs: { held: { handler: (payload, ctx) => {
    see(ctx.app, "begin", ctx.job.id); waitAtGate(); see(ctx.app, "end", ctx.job.id); } } } }] };`;
const server: Server = await serveAll({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
const jobs = server.pb.collection("bundle_jobs");
async function enqueue(key: string): Promise<string> {
  const answer = await fetch(`${server.url}/go/${key}`, { method: "POST" });
  return ((await answer.json()) as { id: string }).id;
}
const begun = async (id: string) => (await seen(server, "begin")).filter(({ of }) => of === id);
const PAST = "2020-01-01 00:00:00.000Z";

it("a job that runs is edited and deleted by nobody, so that it runs once and alone", async () => {
  const id = await enqueue("k");
  await expect.poll(() => begun(id)).toHaveLength(1);
  const before = await jobs.getOne(id);
  const edits = [
    ...["cancelled", "queued", "done", "dead"].map((status) => ({ status })),
    ...[{ token: "" }, { leased_until: PAST }, { attempts: 7 }, { key: "other" }],
    ...[{ type: "other" }, { payload: { n: 2 } }, { max_attempts: 1 }, { run_at: PAST }],
  ];
  const refused = (call: Promise<unknown>) =>
    expect(failure(call)).resolves.toMatchObject({
      status: 400,
      data: { status: { message: expect.stringMatching(/^The job runs, .* pause its type\.$/) } },
    });
  for (const edit of edits) await refused(jobs.update(id, edit));
  await refused(jobs.delete(id));
  const newer = await enqueue("k");
  expect(newer).not.toBe(id);
  expect(await jobs.getOne(id)).toEqual(before);
  // Three times as long as a worker takes to find a job.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect([await begun(id), await begun(newer)]).toMatchObject([[{}], []]);
  openGate(server);
  await settled(server);
  const steps = (await seen(server)).map(({ what, of }) => [what, of]);
  expect(steps).toEqual([id, newer].flatMap((of) => ["begin", "end"].map((what) => [what, of])));
});

it("a record that was read before its job began, or ended, takes nothing back", async () => {
  const stale = (before: string, now: string) =>
    probe<string>(
      server,
      `const app = $app, job = new Record(app.findCollectionByNameOrId("bundle_jobs"));
      job.load({ type: "none", status: "${before}", payload: null, max_attempts: 3 });
      app.save(job);
      const read = app.findRecordById("bundle_jobs", job.id);
      app.db().newQuery("UPDATE bundle_jobs SET status = '${now}' WHERE id = {:id}").bind({ id: job.id }).execute();
      read.set("priority", 1);
      try { app.save(read); return "saved"; } catch (error) { return String(error); }
      finally { app.db().newQuery("DELETE FROM bundle_jobs WHERE id = {:id}").bind({ id: job.id }).execute(); }`,
    );
  expect(await stale("queued", "queued")).toBe("saved");
  expect(await stale("queued", "done")).toMatch(/was queued when it was read, and is done now/);
  expect(await stale("queued", "running")).toMatch(/The job runs/);
});

it("nobody but a worker sets a job to running", async () => {
  const made = { type: "none", payload: null, max_attempts: 3 };
  const message = { status: { message: expect.stringMatching(/^Only a worker.*queued\.$/) } };
  expect((await failure(jobs.create({ ...made, status: "running" }))).data).toMatchObject(message);
  const { id } = await jobs.create({ ...made, status: "queued" });
  expect((await failure(jobs.update(id, { status: "running" }))).data).toMatchObject(message);
});

it("a job that waits is cancelled, an ended one is queued, and both are deleted", async () => {
  const { id } = await jobs.create({
    ...{ type: "held", payload: null, max_attempts: 3, status: "queued" },
    run_at: "2100-01-01 00:00:00.000Z",
  });
  expect(await jobs.update(id, { status: "cancelled" })).toMatchObject({ status: "cancelled" });
  await jobs.update(id, { status: "queued" });
  await expect.poll(async () => (await jobs.getOne(id)).status).toBe("done");
  await jobs.delete(id);
  expect(await sql(server, `SELECT id AS v FROM bundle_jobs WHERE id = '${id}'`)).toEqual([]);
});
