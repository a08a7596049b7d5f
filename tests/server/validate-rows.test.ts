import { describe, expect, it } from "vitest";
import { tables } from "../validate-rows.ts";
import { serveAll } from "./bundle.ts";

const { fields, config, cases } = tables();
const collection = { name: "rows", type: "base", createRule: "", fields };
const server = await serveAll({
  config,
  migrations: {
    "1_rows.js": `migrate((app) => app.save(new Collection(${JSON.stringify(collection)})))`,
  },
});
const records = server.client().collection("rows");

describe("validate, on the server", () => {
  it.each(cases)("$name", async ({ field, value, code }) => {
    const answer = await records.create({ only: field, [field]: value }).then(
      () => ({ status: 200, data: {} as Record<string, { code: string }> }),
      (error) => ({ status: error.status, data: error.response.data }),
    );
    expect(answer.data[field]?.code).toBe(code);
    expect(answer.status).toBe(code ? 400 : 200);
  });
});
