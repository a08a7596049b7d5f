// Tests the parts of changes and jobs that need no server.
import { describe, expect, it } from "vitest";
import { dateText, duration, retryDelay } from "../../src/lib/time.ts";
import { triggersOf } from "../../src/work/changes/capture.ts";
import { type Captured, changeOf } from "../../src/work/changes/change.ts";
import { type Action, listenersOf, parseOn } from "../../src/work/changes/listen.ts";
import type { CapturedCollection } from "../../src/work/changes/row-json.ts";

describe("time", () => {
  it("delays grow by four, to an hour, give or take a fifth", () => {
    const delays = [1, 2, 3, 4, 8, 100].map((attempts) => retryDelay(attempts, 5000, 0.5));
    expect(delays).toEqual([5000, 20_000, 80_000, 320_000, 3_600_000, 3_600_000]);
    expect(retryDelay(1, 1000, 0)).toBe(800);
    expect(retryDelay(1, 1000, 1)).toBeCloseTo(1200);
  });

  it("durations and dates as PocketBase stores them", () => {
    expect(["7d", "12h", "30m", "5s"].map(duration)).toEqual([
      604_800_000, 43_200_000, 1_800_000, 5000,
    ]);
    expect(dateText(0)).toBe("1970-01-01 00:00:00.000Z");
  });
});

describe("listeners", () => {
  it("are found by collection and action", () => {
    expect(parseOn(["orders:create", "lines:*"])).toEqual([
      { collection: "orders", actions: ["create"] },
      { collection: "lines", actions: ["create", "update", "delete"] },
    ]);
    const handler = () => {};
    const listeners = listenersOf([
      { name: "a", changes: [{ on: "orders:create", handler }] },
      { name: "b", changes: [{ on: ["orders:create", "orders:delete"], handler }] },
    ]);
    expect(listeners.get("orders")?.create?.map(({ extension }) => extension)).toEqual(["a", "b"]);
    expect(listeners.get("orders")?.update).toBeUndefined();
  });
});

describe("triggers", () => {
  const field = (name: string, type = "text", more = {}) => ({
    id: name,
    name,
    hidden: false,
    type: () => type,
    ...more,
  });
  const collection = (...fields: ReturnType<typeof field>[]): CapturedCollection => ({
    id: "pbc_1",
    name: "orders",
    type: "base",
    fields: [field("id"), ...fields],
  });

  const triggers = (actions: Action[], ...fields: ReturnType<typeof field>[]) =>
    triggersOf(collection(...fields), actions, 2_000_000_000);
  const names = (actions: Action[]) =>
    [...triggers(actions).keys()].map((name) => name.replace("pocketbundle_capture_pbc_1_", ""));

  it("for the actions listened to, and for actions that would change rows that wait", () => {
    expect(names(["delete"])).toEqual(["delete"]);
    expect(names(["update"])).toEqual(["update", "delete"]);
    expect(names(["create"])).toEqual(["create", "update", "delete"]);
    const [create, update] = triggers(["create"]).values();
    expect(create).not.toContain("EXISTS");
    expect(update).toContain("EXISTS (SELECT 1 FROM bundle_captured)");
  });

  it("leave out secret fields", () => {
    const fields = [
      field("password", "password"),
      field("tokenKey"),
      field("iban", "text", { hidden: true }),
      field("title"),
    ];
    const text = [...triggers(["update"], ...fields).values()].join();
    expect(text).not.toMatch(/password|tokenKey|iban/);
    expect(text).toContain(`'title', CAST("title" AS TEXT)`);
  });

  it("split rows that are too wide for one function", () => {
    const fields = Array.from({ length: 130 }, (_, i) => field(`f${i}`));
    const [text = ""] = triggers(["delete"], ...fields).values();
    expect(text.match(/json_object\(/g)).toHaveLength(3);
  });
});

describe("a captured row becomes a change", () => {
  const source = (action: Action, more = {}) =>
    JSON.stringify({ collection: "pbc_1", name: "orders", action, ...more });
  const captured = (action: Action, before: unknown, after: unknown) =>
    [7, source(action), "r1", before, after, AT] as unknown as Captured;
  const AT = "2026-11-24 10:00:00.000Z";
  const due = "2030-01-01 00:00:00.000Z";
  const row = {
    id: "r1",
    "n:number": "1.5",
    "ok:bool": 1,
    "due:date": due,
    "meta:json": '{"a":[1]}',
  };
  const read = { id: "r1", n: 1.5, ok: true, due: "2030-01-01T00:00:00.000Z", meta: { a: [1] } };

  it("with plain values", () => {
    expect(changeOf(captured("create", null, row))).toMatchObject({
      collection: "orders",
      action: "create",
      record: read,
      before: null,
      changed: [],
      at: "2026-11-24T10:00:00.000Z",
    });
    expect(changeOf(captured("delete", row, null))).toMatchObject({ record: read, before: null });
  });

  it("names what an update changed", () => {
    const change = changeOf(
      captured("update", row, { ...row, "n:number": "2", "meta:json": '{"a":[2]}' }),
    );
    expect(change).toMatchObject({ before: read, changed: ["n", "meta"] });
  });

  it("of wide rows and texts that are no JSON", () => {
    const change = changeOf(captured("create", null, [{ id: "r1" }, { "meta:json": "{not json" }]));
    expect(change.record).toEqual({ id: "r1", meta: "{not json" });
  });

  it("has an id that differs when SQLite counts anew", () => {
    const first = captured("create", null, row);
    const later = [...first.slice(0, 5), "2026-11-24 10:00:00.001Z"] as unknown as Captured;
    expect(changeOf(first).id).not.toBe(changeOf(later).id);
  });
});
