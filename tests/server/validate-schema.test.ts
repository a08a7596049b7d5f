import { buildSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { failure, ORDERS, serveAll } from "./bundle.ts";

/** Bundles a schema library as a user would do for pb_hooks. */
const bundled = (source: string) =>
  buildSync({
    stdin: { contents: source, resolveDir: "." },
    bundle: true,
    write: false,
    format: "cjs",
    target: "es2022",
  }).outputFiles[0]?.text ?? "";

const server = await serveAll({
  config: `const { order } = require("./schemas.js");
  module.exports = { validate: {
    orders: { fields: { meta: { schema: {
      type: "object", required: ["color"], additionalProperties: false,
      properties: { color: { enum: ["red", "blue"] }, sizes: { type: "array", items: { type: "integer", minimum: 1 } },
        next: { $ref: "#/$defs/node" }, "a/b": { type: "string" } },
      $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" } } } } } } } },
    shaped: { schema: order, apply: true },
    emptied: { schema: { "~standard": { version: 1, vendor: "own", validate: () => ({ issues: [] }) } } },
  } };`,
  hooks: {
    "schemas.js": bundled(`import * as v from "valibot";
      export const order = v.object({ title: v.pipe(v.string(), v.trim(), v.minLength(2, "Too short.")),
        meta: v.nullable(v.object({ tags: v.array(v.string("Text, please.")) })) });`),
  },
  migrations: {
    ...ORDERS,
    "2_shaped.js": `migrate((app) => app.save(new Collection({ type: "base", name: "shaped", createRule: "", viewRule: "",
      fields: [{ type: "text", name: "title" }, { type: "json", name: "meta" }] })))`,
    "3_emptied.js": `migrate((app) => app.save(new Collection({ type: "base", name: "emptied", createRule: "",
      fields: [{ type: "text", name: "title" }, { type: "text", name: "toJSON" }] })))`,
  },
});
const orders = server.client().collection("orders");
const meta = (value: unknown) => orders.create({ meta: value });

describe("JSON Schema", () => {
  it("answers nested by path, each missing and unwanted property at its name", async () => {
    await meta({ color: "red", sizes: [1, 2], next: { next: {} }, "a/b": "x" });
    const { data } = await failure(meta({ sizes: [1, 0, "x"], extra: 1, "a/b": 5 }));
    const code = "validation_schema";
    expect(data.meta).toEqual({
      color: { code, message: "Cannot be blank.", params: { keyword: "required" } },
      extra: { code, message: "Is not allowed.", params: { keyword: "boolean" } },
      "a/b": expect.objectContaining({ params: { keyword: "type" } }),
      sizes: {
        "1": expect.objectContaining({ params: { keyword: "minimum" } }),
        "2": expect.objectContaining({ params: { keyword: "type" } }),
      },
    });
    expect((await failure(meta("text"))).data.meta.code).toBe(code);
  });

  it("refuses values that are too deep at once, and survives prototype keys", async () => {
    let deep = '{"color":"red"}';
    for (let level = 0; level < 9_990; level++) deep = `{"color":"red","next":${deep}}`;
    const { data } = await failure(
      server.client().send("/api/collections/orders/records", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: `{"meta":${deep}}`,
      }),
    );
    expect(data.meta.params.keyword).toBe("depth");
    const hostile = await fetch(`${server.url}/api/collections/orders/records`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"meta":{"color":"red","__proto__":{"x":1},"constructor":1}}',
    });
    expect(hostile.status).toBe(400);
    expect(
      Object.keys(((await hostile.json()) as { data: { meta: object } }).data.meta).sort(),
    ).toEqual(["__proto__", "constructor"]);
  });
});

describe("Standard Schema (valibot)", () => {
  const shaped = server.client().collection("shaped");
  it("answers nested by path, and writes its output back with apply", async () => {
    const { data } = await failure(shaped.create({ title: " x ", meta: { tags: ["a", 1] } }));
    expect(data).toEqual({
      title: { code: "validation_schema", message: "Too short." },
      meta: { tags: { "1": { code: "validation_schema", message: "Text, please." } } },
    });
    const { id } = await shaped.create({ title: "  fine  ", meta: { tags: ["a"] } });
    expect(await shaped.getOne(id)).toMatchObject({ title: "fine", meta: { tags: ["a"] } });
  });

  it("takes an empty list of issues for a failure", async () => {
    const { data } = await failure(server.client().collection("emptied").create({ title: "x" }));
    expect(data).toEqual({ schema: { code: "validation_schema", message: "Is not valid." } });
  });
});
