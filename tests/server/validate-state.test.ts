import { describe, expect, it } from "vitest";
import { failure, serveAll } from "./bundle.ts";

const server = await serveAll({
  config: `module.exports = { validate: { orders: { fields: {
    status: { initial: ["draft", "placed"], transitions: { draft: ["placed"], placed: ["paid"] } },
    sku: { immutable: true },
    email: { requiredWhen: (record) => record.status === "placed" },
    title: { when: (record, ctx) => !ctx.isNew, minLength: 3,
      check: (value, record, ctx) => value !== "taboo" && ctx.original !== null },
    due: { date: { after: "created_on", before: "2030-01-01" } },
    tags: { minItems: 2, message: (value) => "Got " + value.length + "." },
  } } } };`,
  migrations: {
    "1_orders.js": `migrate((app) => app.save(new Collection({ type: "base", name: "orders",
      createRule: "", updateRule: "", viewRule: "", listRule: "", fields: [
      { type: "text", name: "title" }, { type: "text", name: "sku" }, { type: "email", name: "email" },
      { type: "date", name: "due" }, { type: "date", name: "created_on" },
      { type: "select", name: "status", values: ["draft", "placed", "paid"] },
      { type: "select", name: "tags", values: ["a", "b", "c"], maxSelect: 3 } ] })))`,
  },
});
const orders = server.client().collection("orders");
const codes = async (call: Promise<unknown>) => {
  const { status, data } = await failure(call);
  expect(status).toBe(400);
  return Object.fromEntries(
    Object.entries(data as Record<string, { code: string }>).map(([name, { code }]) => [
      name,
      code,
    ]),
  );
};

describe("rules about the earlier value", () => {
  it("initial and transitions", async () => {
    expect(await codes(orders.create({ status: "paid" }))).toEqual({
      status: "validation_initial",
    });
    const { id } = await orders.create({ status: "draft" });
    for (const status of ["paid", ""]) {
      expect(await codes(orders.update(id, { status }))).toEqual({
        status: "validation_transitions",
      });
    }
    await orders.update(id, { title: "same status" });
    await orders.update(id, { status: "placed", email: "ada@example.com" });
    await orders.update(id, { status: "paid" });
    expect(await codes(orders.update(id, { status: "draft" }))).toEqual({
      status: "validation_transitions",
    });
    const late = await orders.create({});
    expect(await codes(orders.update(late.id, { status: "paid" }))).toEqual({
      status: "validation_initial",
    });
  });

  it("immutable, also against emptying", async () => {
    const { id } = await orders.create({ sku: "A" });
    await orders.update(id, { sku: "A", title: "new title" });
    for (const sku of ["B", ""]) {
      expect(await codes(orders.update(id, { sku }))).toEqual({ sku: "validation_immutable" });
    }
  });
});

describe("conditions and own checks", () => {
  it("requiredWhen, when, check", async () => {
    expect(await codes(orders.create({ status: "placed" }))).toEqual({
      email: "validation_required",
    });
    const { id } = await orders.create({ title: "x" });
    expect(await codes(orders.update(id, { title: "yy" }))).toEqual({
      title: "validation_min_length",
    });
    expect(await codes(orders.update(id, { title: "taboo" }))).toEqual({
      title: "validation_check",
    });
  });

  it("a date against another field, and a message that is a function", async () => {
    const due = "2024-02-01 00:00:00.000Z";
    await orders.create({ due, created_on: "2024-01-01 00:00:00.000Z" });
    await orders.create({ due });
    expect(await codes(orders.create({ due, created_on: due }))).toEqual({
      due: "validation_date",
    });
    const { data } = await failure(orders.create({ tags: ["a"] }));
    expect(data.tags).toEqual({
      code: "validation_min_items",
      message: "Got 1.",
      params: { minItems: 2 },
    });
  });
});
