// A database that cannot be read for a moment is no database without collections.
import { expect, it } from "vitest";
import { serve } from "./bundle.ts";
import { execute, MIGRATIONS, PROBE, probe, SEE, seen, settled, sql } from "./work.ts";

const CONFIG = `${SEE}
module.exports = {
  jobs: { workers: 1, poll: 20 },
  extensions: [{ name: "x", changes: [{ on: "orders:create", handler: (change, ctx) => see(ctx.app, "change", change.record.title) }] }],
};`;

const TRIGGERS = "SELECT name AS v FROM sqlite_master WHERE type = 'trigger' ORDER BY name";

/** The name of a collection with which a handler of the server's finds nothing out. */
const lookUp = (name: string) =>
  `try { return $app.findCollectionByNameOrId("${name}").name } catch (error) { return String(error) }`;

it("the keeper leaves the triggers alone while collections cannot be read, and nothing is lost", async () => {
  const server = await serve({ config: CONFIG, migrations: MIGRATIONS, hooks: PROBE });
  const triggers = await sql(server, TRIGGERS);
  expect(triggers.length).toBeGreaterThan(0);
  // What a disk error does to PocketBase's look-ups. A schema change makes the keeper compare.
  await execute(server, "ALTER TABLE _collections RENAME TO _collections_gone");
  expect(await probe(server, lookUp("orders"))).toContain("no such table");
  await server.waitForLog(
    /background work \(keeper\) failed: .*no such table: _collections/,
    20_000,
  );
  // PocketBase itself writes with what it has cached.
  await execute(server, "INSERT INTO orders (id, title) VALUES ('ordermeanwhile1', 'meanwhile')");
  expect(await sql(server, TRIGGERS)).toEqual(triggers);
  await execute(server, "ALTER TABLE _collections_gone RENAME TO _collections");
  expect(await probe(server, lookUp("nope"))).toContain("no rows");
  await settled(server, 30_000);
  expect((await seen(server, "change")).map(({ of }) => of)).toEqual(["meanwhile"]);
});
