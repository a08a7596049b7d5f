// A refused start names all mistakes at once, and leaves the database as it was.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { refuse, serve } from "./bundle.ts";
import { PROBE, probe } from "./work.ts";

/** The schema of the database, and all rows of all tables. */
const contents = (server: Server) =>
  probe<Record<string, string[]>>(
    server,
    `const texts = (sql) => { const rows = arrayOf(new DynamicModel({ v: "" })); $app.db().newQuery(sql).all(rows); return rows.map((row) => row.v); };
    const found = { schema: texts("SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS v FROM sqlite_master ORDER BY v") };
    for (const table of texts("SELECT name AS v FROM sqlite_master WHERE type = 'table' ORDER BY v")) {
      const columns = texts("SELECT name AS v FROM pragma_table_info('" + table + "')");
      found[table] = texts("SELECT " + columns.map((name) => "quote([[" + name + "]])").join(" || ', ' || ") + " AS v FROM [[" + table + "]] ORDER BY v");
    }
    return found;`,
  );

/** Everything that writes at start-up: tables, collections, secrets, rows of a user's check. */
const PARTS = `
  mail: { messages: { news: { on: "orders:create", category: "news", to: "a@example.com" } } },
  receive: { stripe: { secret: "whsec_test", on: { "*": () => {} } } },
  jobs: { workers: 1 },`;
const EXTENSION = (more: string) => `extensions: [{
  name: "x",
  collections: [{ name: "things", fields: [{ name: "title", type: "text" }] }],
  changes: [{ on: "orders:update", handler() {} }],
  crons: [{ name: "c", schedule: "@daily", handler() {} }],
  ${more}
}],`;

const WRONG: [what: string, config: string][] = [
  [
    "a field that does not exist",
    `${PARTS} validate: { orders: { fields: { nope: { min: 1 } } } }, ${EXTENSION("")}`,
  ],
  ["a wrong form", `${PARTS} validat: {}, ${EXTENSION("")}`],
  [
    "an extension's check that has written",
    `${PARTS} ${EXTENSION(`
    check(ctx) {
      ctx.app.save(new Record(ctx.app.findCollectionByNameOrId("things"), { title: "left behind" }));
      ctx.refuse("x", "not now");
    },`)}`,
  ],
  ["a check that throws", `${PARTS} ${EXTENSION("check() { throw new Error('broken') },")}`],
  [
    "a collection that PocketBase does not take",
    `${PARTS} ${EXTENSION("")}`.replace('type: "text"', 'type: "string"'),
  ],
];

describe("a start that is refused", () => {
  it("leaves no row, no table and no trigger behind", async () => {
    const hooks = { ...PROBE, "mail/news.html": "<title>News</title><p>x" };
    const server = await serve({ hooks });
    const before = await contents(server);
    expect(before.schema?.join("\n")).not.toContain("bundle");
    await server.stop();
    const file = join(server.folder.hooks, "pocketbundle.config.js");
    for (const [what, config] of WRONG) {
      writeFileSync(file, `module.exports = { ${config} };`);
      const { code, output } = await server.command("serve", "--http=127.0.0.1:0");
      expect([what, code, output]).toEqual([what, 1, expect.stringContaining("cannot be used")]);
      rmSync(file);
      await server.restart();
      expect([what, await contents(server)]).toEqual([what, before]);
      await server.stop();
    }
    writeFileSync(file, `module.exports = { ${PARTS} ${EXTENSION("")} };`);
    await server.restart();
    const after = await contents(server);
    expect(after.schema?.join("\n")).toContain("bundle_jobs");
    expect(after.bundle_secrets).toHaveLength(1);
  }, 120_000);

  it("names the mistakes of all parts and of all stages together", async () => {
    const { output } = await refuse(
      `module.exports = {
        valdate: {},
        validate: { orders: {
          fields: { titel: { required: true }, quantity: { min: "1" }, sku: { min: 1 } },
          limit: { max: 1, where: "nope = 1" },
        } },
        mail: {
          transport: { provider: "resend", key: process.env.RESEND_KEY },
          messages: { placed: { on: "orders:create", to: "a@example.com" }, paid: { on: "orders", to: "a@example.com" } },
        },
        receive: {
          stripe: { secret: process.env.STRIPE_SECRET, on: {} },
          paddle: { secret: "secret", sync: { payments: { collection: "nope", match: { id: "id" } } } },
        },
        extensions: [
          { name: "x", routes: [
            { method: "get", path: "/x", auth: "public", handler() {} },
            { method: "GET", path: "/api/health", auth: "public", handler() {} },
          ] },
          { name: "y", crons: [{ name: "c", schedule: "often", handler() {} }], check: (ctx) => ctx.refuse("y", "has asked the database") },
          { name: "z", collections: [{ name: "orders", fields: [{ name: "title", type: "number" }] }] },
        ],
      };`,
    );
    const blocks = output.split("\n\n").filter((block) => block.startsWith("  "));
    const places = blocks.map((block) => block.split("\n")[0]);
    expect(places.map((line) => line?.trim())).toEqual([
      "validate.orders.fields.quantity.min",
      "mail.transport.key",
      "mail.messages.paid.on",
      "receive.stripe.secret",
      "extensions[0].routes[0].method",
      "valdate",
      "extensions[1].crons[0].schedule",
      "extensions[0].routes[1].path",
      'collection "orders" of extension "z"',
      "validate.orders.fields.titel",
      "validate.orders.fields.sku.min",
      "validate.orders.limit.where",
      "mail.messages.placed",
      expect.stringMatching(/^receive\.paddle\.sync/),
      "y",
    ]);
    expect(output).toContain("RESEND_KEY, STRIPE_SECRET");
    expect(output.match(/cannot be used/g)).toHaveLength(1);
  });

  it("is refused before the database is opened, for another command than serve", async () => {
    const server = await serve({ hooks: PROBE });
    writeFileSync(
      join(server.folder.hooks, "pocketbundle.config.js"),
      "module.exports = { validat: {} };",
    );
    const { code, output } = await server.command("superuser", "upsert", "a@b.cd", "1234567890");
    expect([code, output]).toEqual([1, expect.stringContaining('Did you mean "validate"?')]);
  });
});

it("POCKETBUNDLE_ON_ERROR=log starts the server without what is wrong, and says it once", async () => {
  const server = await serve({
    config: `module.exports = { extensions: [{
      name: "x",
      routes: [{ method: "GET", path: "/x/:id", auth: "public", handler: () => 1 }],
      check: (ctx) => ctx.refuse("x", "never"),
    }] };`,
    env: { POCKETBUNDLE_ON_ERROR: "log" },
  });
  expect(server.log().match(/cannot be used/g)).toHaveLength(1);
  expect(server.log()).toContain('write "{id}"');
  expect(server.log()).toContain("x\n  never");
  expect((await fetch(`${server.url}/x/1`)).status).toBe(404);
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
});

it("routes say at start-up when nobody can call them", async () => {
  const route = (path: string, auth: string) =>
    `{ method: "GET", path: "${path}", auth: ${auth}, handler: () => 1 }`;
  const server = await serve({
    config: `module.exports = { extensions: [{ name: "x", routes: [${route("/a", '"user"')}, ${route("/b", '["users", "orders"]')}, ${route("/c", '"any"')}] }] };`,
  });
  const said = server.log().match(/extensions\[0\]\.routes.*/g);
  expect(said).toEqual([
    'extensions[0].routes[0].auth admits the collection "user", which does not exist (yet): nobody can call this route. Did you mean "users"?',
    'extensions[0].routes[1].auth admits the collection "orders", which has no users: nobody can call this route.',
  ]);
  await server.waitForLog(/routes\[0\]\.auth admits/);
});
