// Tests facts about the real runtime that the bundle relies on, and that the mock does not have to
// share.
import { afterAll, describe, expect, it } from "vitest";
import { startServer } from "../../kit/testing/index.ts";

const server = await startServer({
  cleanup: afterAll,
  migrations: {
    "1_facts.js": `migrate((app) => app.save(new Collection({ type: "base", name: "facts", createRule: "",
      fields: [{ type: "text", name: "a" }, { type: "text", name: "b" }] })))`,
  },
  hooks: {
    "facts.pb.js": `
      onRecordCreateRequest((e) => {
        e.record.set("b", typeof e.request + " " + typeof e.requestEvent.request + " " + e.requestEvent.request.method);
        e.next();
      }, "facts");
      routerAdd("GET", "/found", (e) => {
        const [filter, params] = JSON.parse(e.request.url.query().get("q"));
        return e.json(200, $app.findRecordsByFilter("facts", filter, "", 9, 0, params).length);
      });
      routerAdd("GET", "/kept", (e) => e.json(200, (globalThis.kept = (globalThis.kept ?? 0) + 1)));`,
  },
  args: ["--hooksPool=1"],
});
const found = async (...query: unknown[]) =>
  (await fetch(`${server.url}/found?q=${encodeURIComponent(JSON.stringify(query))}`)).json();

describe("facts", () => {
  it("record request events show the request only through requestEvent", async () => {
    const { b } = await server.client().collection("facts").create({ a: "x\\y" });
    expect(b).toBe("undefined object POST");
  });

  it("a filter's parameter does not match a text with a backslash (fixed in 0.40)", async () => {
    expect(await found("a = {:p}", { p: "x\\y" })).toBe(0);
    expect(await found("a ?= @collection.facts:self.a && @collection.facts:self.b != ''", {})).toBe(
      1,
    );
  });

  it("a value on globalThis stays in its VM", async () => {
    const kept = async () => (await fetch(`${server.url}/kept`)).json();
    expect([await kept(), await kept()]).toEqual([1, 2]);
  });
});
