import { describe, expect, it } from "vitest";
import { failure, serveAll } from "./bundle.ts";

const server = await serveAll({
  config: `
module.exports = { validate: { orders: {
  fields: {
    title: { required: true, message: "Give it a name." },
    quantity: { integer: true, min: 1, max: 99 },
    sku: { pattern: "^[A-Z]{3}-[0-9]+$" },
    email: { email: true },
    status: { oneOf: ["draft", "placed"] },
    tags: { oneOf: ["a", "b"] },
  },
  rules: [
    { field: "total", code: "total_mismatch", message: "Must be price × quantity.",
      check: (record) => record.total === record.price * record.quantity },
    { field: "meta", message: "Needs a colour.",
      check: (record, ctx) => record.title !== "colour" || typeof record.meta?.colour === "string" },
    { field: "title", message: "A name cannot change.",
      check: (record, ctx) => ctx.isNew ? ctx.original === null : ctx.original.title === record.title },
    { field: "title", message: "bug", check: (record) => record.title === "bug" ? "yes" : true },
    { field: "title", message: "fault", check: (record) => { if (record.title === "fault") throw new Error("secret detail"); return true; } },
    { field: "due", message: "Not in the past.",
      check: (record) => record.due === "" || record.due === "2030-01-02T03:04:05.000Z" },
  ],
} },
extensions: [{ name: "inside", crons: [{ name: "inside", schedule: "0 0 1 1 *",
  handler: (ctx) => { const record = new Record(ctx.app.findCollectionByNameOrId("orders")); record.set("quantity", 0.5); ctx.app.save(record); } }] }],
};`,
});
const anonymous = server.client().collection("orders");
const valid = { title: "a", quantity: 2, price: 3, total: 6 };

const rows: [field: string, value: unknown, code: string | undefined][] = [
  ["title", "", "validation_required"],
  ["quantity", 1, undefined],
  ["quantity", 0, "validation_min"],
  ["quantity", 100, "validation_max"],
  ["quantity", 1.5, "validation_integer"],
  ["sku", "", undefined],
  ["sku", "ABC-12", undefined],
  ["sku", "abc-12", "validation_pattern"],
  ["email", "ada@example.com", undefined],
  ["email", "ada@localhost", "validation_email"],
  ["status", "placed", undefined],
  ["status", "paid", "validation_one_of"],
  ["tags", ["a", "b"], undefined],
  ["tags", ["a", "c"], "validation_one_of"],
  ["due", "2030-01-02 03:04:05.000Z", undefined],
  ["due", "2001-01-01 00:00:00.000Z", "validation_rule"],
  ["total", 5, "total_mismatch"],
];

describe("field and record rules", () => {
  it.each(rows)("%s = %j → %s", async (field, value, code) => {
    const body = { ...valid, [field]: value };
    if (field === "quantity") body.total = body.price * body.quantity;
    const create = anonymous.create(body);
    if (code === undefined) await create;
    else
      expect((await failure(create)).data).toEqual({ [field]: expect.objectContaining({ code }) });
  });

  it("answer with the given message, ours and PocketBase's fields in one", async () => {
    const answer = await failure(
      anonymous.create({ ...valid, title: "", sku: "ABC-123456", quantity: 0 }),
    );
    expect(answer).toMatchObject({ status: 400, message: "Failed to create record." });
    expect(answer.data).toEqual({
      title: { code: "validation_required", message: "Give it a name." },
      quantity: { code: "validation_min", message: "Must be at least 1.", params: { min: 1 } },
      total: expect.objectContaining({ code: "total_mismatch" }),
      sku: expect.objectContaining({ code: "validation_max_text_constraint" }),
    });
  });

  it("read JSON fields parsed and see the saved values on an update", async () => {
    const colour = { ...valid, title: "colour" };
    expect((await failure(anonymous.create({ ...colour, meta: {} }))).data.meta.message).toBe(
      "Needs a colour.",
    );
    const { id } = await anonymous.create({ ...colour, meta: { colour: "red" } });
    const renamed = await failure(anonymous.update(id, { title: "other" }));
    expect(renamed).toMatchObject({ status: 400, message: "Failed to update record." });
    expect(renamed.data.title.message).toBe("A name cannot change.");
  });

  it.each([
    [
      "bug",
      /validate\.orders\.rules\[3\] failed: TypeError: check must return true or false, got string/,
    ],
    ["fault", /secret detail/],
  ])("fail closed when a check has a %s", async (title, logged) => {
    const answer = await failure(anonymous.create({ ...valid, title }));
    expect(answer.status).toBe(400);
    expect(answer.data.title.code).toBe("validation_check_failed");
    expect(JSON.stringify(answer)).not.toMatch(/secret|config/);
    await server.waitForLog(logged);
    expect(
      await server.pb.collection("orders").getFullList({ filter: `title = "${title}"` }),
    ).toEqual([]);
  });
});

describe("every way a record is written", () => {
  it("holds for superusers, batches, forms and app.save", async () => {
    const wrong = { ...valid, quantity: 0.5, total: 1.5 };
    expect((await failure(server.pb.collection("orders").create(wrong))).status).toBe(400);

    await server.pb.settings.update({ batch: { enabled: true, maxRequests: 5, timeout: 30 } });
    const batch = server.pb.createBatch();
    batch.collection("orders").create({ ...valid, title: "batched" });
    batch.collection("orders").create(wrong);
    const { data } = await failure(batch.send());
    expect(data.requests["1"].response.data.quantity.code).toBe("validation_integer");
    expect(await anonymous.getFullList({ filter: 'title = "batched"' })).toEqual([]);

    const form = new FormData();
    for (const [name, value] of Object.entries(wrong)) form.set(name, String(value));
    expect((await failure(anonymous.create(form))).data.quantity.code).toBe("validation_integer");

    await server.pb.crons.run("inside");
    await server.waitForLog(/inside: cron inside failed/);
  });
});

describe("a schema that changes while the server runs", () => {
  it("is read anew in every VM", async () => {
    const { fields } = await server.pb.collections.getOne("orders");
    const record = { ...valid, title: "colour", meta: '{"colour":"red"}' };
    const twenty = (create: () => Promise<unknown>) =>
      Promise.all(Array.from({ length: 20 }, create));
    await twenty(() => anonymous.create(record));
    const asText = fields.map((field) =>
      field.name === "meta" ? { name: "meta", type: "text" } : field,
    );
    await server.pb.collections.update("orders", { fields: asText });
    // The rule now reads text, which has no colour. A VM that still parsed the field as JSON would
    // accept it.
    await twenty(async () => {
      const { data } = await failure(anonymous.create(record));
      expect(data.meta.message).toBe("Needs a colour.");
    });
    await server.pb.collections.update("orders", { fields });
  });
});

describe("a schema change that breaks a rule", () => {
  it("is logged at once with the path, and every write is refused until the rule is corrected", async () => {
    const { fields } = await server.pb.collections.getOne("orders");
    const without = fields.filter(({ name }) => name !== "sku");
    await server.pb.collections.update("orders", { fields: without });
    await server.waitForLog(/validate\.orders\.fields\.sku: Unknown field "sku"/);
    const answer = await failure(anonymous.create(valid));
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain("sku");
    await server.pb.collections.update("orders", { fields });
    await anonymous.create(valid);
  });
});
