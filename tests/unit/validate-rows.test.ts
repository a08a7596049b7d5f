import { afterAll, describe, expect, it } from "vitest";
import { createTestApp } from "../../kit/testing/index.ts";
import { tables } from "../validate-rows.ts";

const { fields, config, cases } = tables();
const app = createTestApp({
  copy: ["pb_hooks/pocketbundle.pb.js"],
  files: { "pocketbundle.config.js": config },
  collections: [{ name: "rows", type: "base", createRule: "", fields }],
});
afterAll(() => app.stop());

describe("validate, on the mocked $app", () => {
  it.each(cases)("$name", ({ field, value, code }) => {
    const body = { only: field, [field]: value };
    const { json } = app.request("POST", "/api/collections/rows/records", { body });
    expect(json.data?.[field]?.code).toBe(code);
    expect(json.status ?? 200).toBe(code ? 400 : 200);
  });
});
