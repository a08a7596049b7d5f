// Makes random writes while the workers sometimes pause and the server ends. The handlers must see
// what a model says, change by change and row by row.
import { expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { serve } from "./bundle.ts";
import { type Expected, Model, randomOf } from "./model.ts";
import { MIGRATIONS, PROBE, pause, probe, resume, SEE, seen, settled } from "./work.ts";

/** `ROWS_SEEDS=100` makes the long run. */
const SEEDS = Array.from({ length: Number(process.env.ROWS_SEEDS ?? 2) }, (_, i) => i + 1);
const STEPS = 120;

const config = `${SEE}
// What was running at a kill -9 comes back when its lease has run out.
module.exports = { jobs: { poll: 10, backoff: 10, lease: 1000 }, extensions: [{ name: "x", changes: [{ on: "orders:*", handler: (change, ctx) => {
  if (Math.random() < 0.02) throw new Error("by chance");
  see(ctx.app, change.action, change.record.id, change);
} }] }] };`;

it.each(SEEDS)(
  "seed %i",
  async (seed) => {
    const server = await serve({ config, migrations: MIGRATIONS, hooks: PROBE });
    const random = randomOf(seed);
    const model = new Model(random);
    for (let step = 0; step < STEPS; step++) {
      const chance = random();
      if (chance < 0.08) await pause(server);
      else if (chance < 0.16) await resume(server);
      else if (chance < 0.2) await toggleExtra(server, model.toggleExtra());
      else if (chance < 0.22) {
        if (chance < 0.21) await server.kill9();
        await server.restart();
      }
      const { code, commits } = model.transaction();
      const run = probe(server, `$app.runInTransaction((tx) => { ${code} });`);
      if (commits) await run;
      else await expect(run).rejects.toThrow("undone");
    }
    await resume(server);
    await settled(server, 60_000);
    // A change that has failed before is a job, which may run twice after kill -9 at the wrong
    // moment.
    const once = new Map((await seen(server)).map((one) => [one.data.id, one]));
    const found = [...once.values()].map(({ what, of, data }): Expected => {
      const { record, before } = data;
      return { action: what, of, record: known(record), before: before && known(before) };
    });
    for (const of of new Set(model.changes.map((change) => change.of))) {
      const own = (change: Expected) => change.of === of;
      expect(found.filter(own)).toEqual(model.changes.filter(own));
    }
    expect(found).toHaveLength(model.changes.length);
  },
  180_000,
);

const known = ({ title, quantity, extra }: Expected["record"]) =>
  extra === undefined ? { title, quantity } : { title, quantity, extra };

async function toggleExtra(server: Server, isThere: boolean) {
  const { fields } = await server.pb.collections.getOne("orders");
  const others = fields.filter(({ name }) => name !== "extra");
  await server.pb.collections.update("orders", {
    fields: isThere ? [...others, { type: "text", name: "extra" }] : others,
  });
}
