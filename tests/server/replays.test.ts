// Tests rows that a job runs, in an extension as a user writes one.
import { expect, it } from "vitest";
import { refuse, serveAll } from "./bundle.ts";
import {
  execute,
  MIGRATIONS,
  PROBE,
  probe,
  SEE,
  seen,
  settled,
  settledAfterCrashes,
  sql,
} from "./work.ts";

const server = await serveAll({
  migrations: MIGRATIONS,
  hooks: PROBE,
  config: `${SEE}
const row = (status) => ({ name: "status", type: "select", values: ["queued", "sent", "dead"] });
const setStatus = (app, id, status, error = "") => app.db()
  .newQuery("UPDATE parcels SET status = {:status}, error = {:error} WHERE id = {:id}").bind({ id, status, error }).execute();
module.exports = {
  jobs: { workers: 1, poll: 20, backoff: 50, lease: 1000 },
  extensions: [{
    name: "parcels",
    collections: [
      { name: "parcels", fields: [row(), { name: "error", type: "text", max: 20000 }, { name: "what", type: "text" }] },
      { name: "plain", fields: [row()] },
    ],
    replays: { parcels: "send-parcel", plain: "plain" },
    jobs: {
      plain: { handler: ({ id }, ctx) => see(ctx.app, "plain", id) },
      "send-parcel": {
        attempts: 2,
        handler: ({ id }, ctx) => {
          const parcel = ctx.app.findRecordById("parcels", id);
          see(ctx.app, "send", id, ctx.job.attempt);
          if (parcel.get("what") === "heavy") throw new Error("too heavy");
          if (parcel.get("what") === "deadly") { sleep(50); $os.exit(9); }
          setStatus(ctx.app, id, "sent");
        },
        onDead: ({ id }, error, ctx) => {
          setStatus(ctx.app, id, "dead", error);
          if (ctx.app.findRecordById("parcels", id).get("what") === "cursed") throw new Error("no grave");
        },
      },
    },
  }],
};`,
});
const parcels = server.pb.collection("parcels");
const create = async (what: string) => (await parcels.create({ what, status: "sent" })).id;
const statusOf = async (id: string) => (await parcels.getOne(id)).status;
const sentTimes = async (id: string) => (await seen(server, "send")).filter((x) => x.of === id);
const jobsOf = (id: string) =>
  sql(
    server,
    `SELECT id AS v FROM bundle_jobs WHERE payload ->> 'id' = '${id}' ORDER BY rowid DESC`,
  );

it("a row that is set to queued in the dashboard is run once more", async () => {
  const id = await create("book");
  await settled(server);
  expect(await sentTimes(id)).toEqual([]);
  await parcels.update(id, { what: "other book" });
  await parcels.update(id, { status: "queued", error: "old" });
  expect((await parcels.getOne(id)).error).toBe("");
  await settled(server);
  expect(await sentTimes(id)).toHaveLength(1);
  expect(await statusOf(id)).toBe("sent");
});

it("a row that is already queued gets no second job, and a save that is undone gets none", async () => {
  const id = await create("book");
  await probe(
    server,
    `$app.runInTransaction((tx) => {
      const row = tx.findRecordById("parcels", "${id}");
      row.set("status", "queued"); tx.save(row);
      row.set("what", "again"); tx.save(row); tx.save(tx.findRecordById("parcels", "${id}"));
    })`,
  );
  await settled(server);
  expect(await sentTimes(id)).toHaveLength(1);
  await expect(
    probe(
      server,
      `$app.runInTransaction((tx) => {
        const row = tx.findRecordById("parcels", "${id}");
        row.set("status", "queued"); tx.save(row);
        throw new Error("undone");
      })`,
    ),
  ).rejects.toThrow("undone");
  await settled(server);
  expect(await sentTimes(id)).toHaveLength(1);
});

it("onDead tells the row, and the row or its job runs it again", async () => {
  const id = await create("heavy");
  await parcels.update(id, { status: "queued" });
  await expect.poll(() => statusOf(id)).toBe("dead");
  expect((await parcels.getOne(id)).error).toMatch(/too heavy[\s\S]*pocketbundle\.config\.js:/);
  const [job] = await jobsOf(id);
  await parcels.update(id, { what: "light" });
  expect(await server.command("bundle", "retry", job ?? "")).toMatchObject({ code: 0 });
  await settled(server);
  expect(await statusOf(id)).toBe("sent");
  expect(await server.command("bundle", "retry", id)).toMatchObject({ code: 0 });
  await settled(server);
  expect((await sentTimes(id)).map(({ data }) => data)).toEqual([1, 2, 1, 1]);
  expect(await jobsOf(id)).toHaveLength(2);
});

it("a job that is set dead, or queued, in the dashboard shows in its row", async () => {
  const id = await create("slow");
  const job = await server.pb.collection("bundle_jobs").create({
    type: "send-parcel",
    payload: { id },
    status: "queued",
    run_at: "2100-01-01 00:00:00.000Z",
    max_attempts: 2,
  });
  await server.pb.collection("bundle_jobs").update(job.id, { status: "dead" });
  expect(await parcels.getOne(id)).toMatchObject({
    status: "dead",
    error: "Its status was set to dead.",
  });
  await server.pb.collection("bundle_jobs").update(job.id, { status: "queued" });
  await settled(server);
  expect(await statusOf(id)).toBe("sent");
});

it("an onDead that throws keeps no job alive", async () => {
  const id = await create("heavy");
  await execute(server, `UPDATE parcels SET what = 'cursed' WHERE id = '${id}'`);
  await probe(
    server,
    `$app.db().newQuery("INSERT INTO bundle_jobs (type, payload, status, attempts, max_attempts, leased_until, token, created) VALUES ('send-parcel', '{\\"id\\":\\"${id}\\"}', 'running', 2, 2, '2020-01-01 00:00:00.000Z', 'gone', '2020-01-01 00:00:00.000Z')").execute()`,
  );
  await server.waitForLog(/onDead of job send-parcel .* failed: Error: no grave/);
  const [job] = await jobsOf(id);
  await expect
    .poll(() => sql(server, `SELECT status AS v FROM bundle_jobs WHERE id = '${job}'`))
    .toEqual(["dead"]);
  expect(await statusOf(id)).toBe("sent");
});

it("a row is dead after its attempts when its job ends the process", async () => {
  const id = await create("deadly");
  await parcels.update(id, { status: "queued" });
  expect(new Set(await settledAfterCrashes(server))).toEqual(new Set([9]));
  expect(await statusOf(id)).toBe("dead");
  expect((await parcels.getOne(id)).error).toMatch(/worker stopped/);
});

it("a row that is run again has no dead job left, which would run it twice", async () => {
  const id = await create("heavy");
  await parcels.update(id, { status: "queued" });
  await expect.poll(() => statusOf(id)).toBe("dead");
  await parcels.update(id, { what: "light", status: "queued" });
  await settled(server);
  expect(await jobsOf(id)).toHaveLength(1);
});

it("a command runs a job that waits for later, by its id and by its row's", async () => {
  for (const by of ["job", "row"]) {
    const row = await create("later");
    const job = await server.pb.collection("bundle_jobs").create({
      type: "send-parcel",
      payload: { id: row },
      status: "queued",
      run_at: "2100-01-01 00:00:00.000Z",
      max_attempts: 2,
    });
    await parcels.update(row, { status: "sent" });
    await execute(server, `UPDATE parcels SET status = 'queued' WHERE id = '${row}'`);
    expect(await server.command("bundle", "retry", by === "job" ? job.id : row)).toMatchObject({
      code: 0,
      output: expect.stringContaining("it waited for a later time, and runs now"),
    });
    await expect.poll(async () => (await sentTimes(row)).length).toBe(1);
  }
});

it("a collection without an error field, and unknown ids", async () => {
  const { id } = await server.pb.collection("plain").create({ status: "sent" });
  await server.pb.collection("plain").update(id, { status: "queued" });
  await settled(server);
  expect((await seen(server, "plain")).map(({ of }) => of)).toEqual([id]);
  expect(await server.command("bundle", "retry", "nothing")).toMatchObject({
    code: 1,
    output: expect.stringMatching(
      /no dead, done, cancelled or waiting job "nothing", and no row of parcels/,
    ),
  });
});

it.each([
  [`replays: { x: "b" }, jobs: { a: { handler() {} } }`, /replays\.x\n.*Unknown job type.*"b"/],
  [`replays: { "a b": "a" }, jobs: { a: { handler() {} } }`, /name of a collection/],
  [`jobs: { a: { handler() {}, onDeath() {} } }`, /Did you mean "onDead"/],
])("refuses %s", async (parts, message) => {
  const { code, output } = await refuse(
    `module.exports = { extensions: [{ name: "x", ${parts} }] }`,
  );
  expect(code).toBe(1);
  expect(output).toMatch(message);
});
