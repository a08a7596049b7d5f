// Collections that users' extensions declare: the database follows the config, and nothing is
// removed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serve } from "./bundle.ts";
import { PROBE, sql } from "./work.ts";

describe("collections of users' extensions", () => {
  const config = (collection: string) =>
    `module.exports = { extensions: [{ name: "stock", collections: [${collection}] }] };`;
  const items = (fields: string, more = "") =>
    config(`{ name: "items", fields: [${fields}], ${more} }`);
  const FIELDS = `{ name: "state", type: "select", values: ["new", "used"] }, { name: "sku", type: "text", max: 20 }`;

  it("get added values, changed options, rules and indexes, and keep their rows and foreign fields", async () => {
    const server = await serve({
      config: items(FIELDS, 'indexes: ["CREATE INDEX idx_sku ON items (sku)"]'),
    });
    const row = await server.pb.collection("items").create({ state: "used", sku: "A" });
    const { fields } = await server.pb.collections.getOne("items");
    await server.pb.collections.update("items", {
      fields: [...fields, { name: "note", type: "text" }],
      viewRule: "id != ''",
    });
    const second = items(
      `{ name: "state", type: "select", values: ["new", "used", "broken"], required: true }, { name: "sku", type: "text", max: 30, pattern: "^[A-Z]+$" }`,
      `listRule: "state != 'broken'", indexes: ["CREATE UNIQUE INDEX idx_sku ON items (sku) WHERE sku != ''"]`,
    );
    writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), second);
    await server.restart();
    const grown = await server.pb.collections.getOne("items");
    const field = (name: string) => grown.fields.find((one) => one.name === name);
    expect(field("state")).toMatchObject({ values: ["new", "used", "broken"], required: true });
    expect(field("sku")).toMatchObject({ max: 30, pattern: "^[A-Z]+$" });
    expect(field("note")).toBeDefined();
    expect(grown).toMatchObject({ listRule: "state != 'broken'", viewRule: "id != ''" });
    expect(grown.indexes).toEqual([expect.stringContaining("UNIQUE")]);
    expect(await server.pb.collection("items").getOne(row.id)).toMatchObject({ state: "used" });
    await server.restart();
    expect(await server.pb.collections.getOne("items")).toEqual(grown);
  });

  it("may be what PocketBase exports, and are written by the first start only", async () => {
    const server = await serve({
      hooks: PROBE,
      config: items(
        `${FIELDS}, { name: "due", type: "date", min: "2026-01-01" }, { name: "at", type: "autodate", onCreate: true }`,
        'listRule: "", indexes: ["CREATE INDEX idx_sku ON items (sku) WHERE sku != \'A b\'"]',
      ),
    });
    const written = () => sql(server, "SELECT name || updated AS v FROM _collections ORDER BY v");
    const first = await written();
    await server.restart();
    expect(await written()).toEqual(first);
    const exported = await server.pb.collections.getOne("items");
    const again = (one: object) =>
      writeFileSync(
        join(server.folder.hooks, "pocketbundle.config.js"),
        config(JSON.stringify(one)),
      );
    again(exported);
    await server.restart();
    expect(await written()).toEqual(first);
    // An id names the field, whatever its name is now.
    const renamed = exported.fields.map((field) =>
      field.name === "due" ? { ...field, name: "until" } : field,
    );
    again({ ...exported, fields: renamed });
    await server.restart();
    const { fields } = await server.pb.collections.getOne("items");
    expect(fields.map(({ id, name }) => [id, name])).toEqual(
      renamed.map(({ id, name }) => [id, name]),
    );
    // The old name is free again, though PocketBase would make the id of the renamed field of it.
    again({ ...exported, fields: [{ name: "due", type: "date" }, ...renamed] });
    await server.restart();
    const grown = await server.pb.collections.getOne("items");
    expect(grown.fields.map(({ name }) => name)).toEqual([...fields.map((f) => f.name), "due"]);
    expect(grown.fields.find(({ name }) => name === "until")?.id).toBe(
      renamed.find(({ name }) => name === "until")?.id,
    );
  });

  it("keep indexes with any name beside each other", async () => {
    const names = ["item-a", "item-b", "position_a", "position_b", "main`.`qualified"];
    // PocketBase takes no two indexes that say the same.
    const all = names.map(
      (name, i) => `CREATE UNIQUE INDEX \`${name}\` ON \`items\` (\`sku\`) WHERE sku != 'A ${i}'`,
    );
    const indexed = (indexes: string[]) => items(FIELDS, `indexes: ${JSON.stringify(indexes)}`);
    const server = await serve({ hooks: PROBE, config: indexed(all.slice(0, 1)) });
    const file = join(server.folder.hooks, "pocketbundle.config.js");
    writeFileSync(file, indexed(all));
    await server.restart();
    const grown = await server.pb.collections.getOne("items");
    expect(grown.indexes).toHaveLength(all.length);
    await server.restart();
    expect(await server.pb.collections.getOne("items")).toEqual(grown);
  });

  it("may have relations to themselves and to each other", async () => {
    const relation = (collectionId: string) => ({ name: "other", type: "relation", collectionId });
    const [a, b] = ["collection00000a", "collection00000b"] as const;
    const collections = [
      {
        name: "v",
        type: "view",
        viewQuery: "SELECT id, id AS other FROM users",
        fields: [relation(a)],
      },
      { id: a, name: "a", fields: [relation(b), { ...relation(a), name: "parent" }], listRule: "" },
      { id: b, name: "b", fields: [relation(a)], indexes: ["CREATE INDEX b_other ON b (other)"] },
    ];
    const server = await serve({ config: config(JSON.stringify(collections).slice(1, -1)) });
    const { fields, listRule } = await server.pb.collections.getOne("a");
    expect(fields.map(({ name }) => name)).toEqual(["id", "other", "parent"]);
    expect(listRule).toBe("");
    expect((await server.pb.collections.getOne("v")).type).toBe("view");
    expect((await server.pb.collections.getOne("b")).indexes).toHaveLength(1);
  });

  it("of PocketBase's users take fields and options, and keep their secrets", async () => {
    const users = (more: string) =>
      config(`{ name: "users", fields: [{ name: "level", type: "number" }], ${more} }`);
    const server = await serve({
      hooks: PROBE,
      config: users(`passwordAuth: { identityFields: ["email"] }, listRule: undefined,
        oauth2: { enabled: true, providers: [
          { name: "github", clientId: "c", clientSecret: "s3cret" },
          { name: "google", clientId: "d", clientSecret: "other" } ] }`),
    });
    const secrets = async () => {
      const [options = ""] = await sql(
        server,
        "SELECT options AS v FROM _collections WHERE name = 'users'",
      );
      const { authToken, oauth2 } = JSON.parse(options);
      const named = oauth2.providers.map((one: Record<string, string>) => [
        one.name,
        one.clientSecret,
      ]);
      return { token: authToken.secret, ...Object.fromEntries(named) };
    };
    const before = await secrets();
    expect(before).toEqual({
      token: expect.stringMatching(/^.{30,}$/),
      github: "s3cret",
      google: "other",
    });
    writeFileSync(
      join(server.folder.hooks, "pocketbundle.config.js"),
      users(
        "mfa: { enabled: true, duration: 60 }, otp: { enabled: true }, passwordAuth: { enabled: true }, authToken: { duration: 99 }, oauth2: { providers: [{ name: 'google', clientId: 'd2' }, { name: 'github', clientId: 'c' }, { name: 'gitlab', clientId: 'e', clientSecret: 'new' }] }",
      ),
    );
    await server.restart();
    const changed = await server.pb.collections.getOne("users");
    expect(changed).toMatchObject({
      type: "auth",
      listRule: "id = @request.auth.id",
      mfa: { enabled: true, duration: 60 },
      authToken: { duration: 99 },
      passwordAuth: { enabled: true, identityFields: ["email"] },
    });
    expect(changed.fields.map(({ name }) => name)).toContain("level");
    expect(await secrets()).toEqual({ ...before, gitlab: "new" });
    expect(changed.oauth2.providers[0]).toMatchObject({ name: "google", clientId: "d2" });
  });

  it.each([
    [
      "a removed value",
      FIELDS.replace('"new", ', ""),
      /"state": It has the values new, used, and new is no longer declared/,
    ],
    [
      "another type",
      FIELDS.replace('"text"', '"number"').replace(", max: 20", ""),
      /"sku": It is of type text, and number is declared/,
    ],
    [
      "one value instead of several",
      `{ name: "tags", type: "select", values: ["a", "b"], maxSelect: 1 }`,
      /"tags": It holds several values \(maxSelect 2\), and one is declared/,
    ],
    [
      "an unknown option",
      FIELDS.replace("max: 20", "maxx: 20"),
      /"sku": Unknown option of a text field "maxx"\. Did you mean "max"\?/,
    ],
    [
      "an unknown option of the collection",
      `${FIELDS} ], listrule: "" , x: [`,
      /Unknown option of a collection "listrule"\. Did you mean "listRule"\?/,
    ],
    [
      "another type of collection",
      `${FIELDS} ], type: "auth", x: [`,
      /The collection is of type base, and auth is declared/,
    ],
  ])("refuse %s, and stay as they are", async (_, fields, message) => {
    const tags = `, { name: "tags", type: "select", values: ["a", "b"], maxSelect: 2 }`;
    const server = await serve({ config: items(FIELDS + tags) });
    const before = await server.pb.collections.getOne("items");
    writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), items(fields));
    await expect(server.restart()).rejects.toThrow(message);
    writeFileSync(join(server.folder.hooks, "pocketbundle.config.js"), items(FIELDS + tags));
    await server.restart();
    expect(await server.pb.collections.getOne("items")).toEqual(before);
  });
});
