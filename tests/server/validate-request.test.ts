import { describe, expect, it } from "vitest";
import { failure, ORDERS, serveAll } from "./bundle.ts";

const server = await serveAll({
  config: `module.exports = { validate: { orders: {
    superusers: "skip",
    fields: { quantity: { min: 1, max: 9 }, title: { required: true, unique: true },
      sku: { maxLength: 3, message: "At most {maxLength}, please." },
      tags: { items: { oneOf: ["a", "b"] }, message: "Number {index}: {oneOf}." },
      due: { date: { after: "2020-01-01" }, message: "After {after}." } },
    limit: { max: 90, message: "At most {max}." },
    rules: [
      { field: "status", message: "Only staff may pay.", scope: "request",
        check: (record, ctx) => record.status !== "paid" || ctx.auth?.get("email") === "staff@example.com" },
      { field: "meta", message: "seen", scope: "request", when: (record) => record.sku === "SEE",
        check: (record, ctx) => { console.log("seen " + JSON.stringify([ctx.request.method, ctx.request.query.q,
          ctx.request.headers.x_probe, ctx.request.ip, ctx.request.body.sku, ctx.isNew])); return false; } },
    ],
    messages: {
      de: { validation_required: "Darf nicht leer sein.", quantity: "Höchstens {max}, mindestens {min}.",
        validation_max_length: "{maxLength} Zeichen.", "status.validation_rule": "Nur für Personal." },
      "pt-BR": { validation_required: "Obrigatório." },
    },
  } } };`,
  migrations: {
    ...ORDERS,
    "2_users.js": `migrate((app) => { const user = new Record(app.findCollectionByNameOrId("users"));
      user.setEmail("staff@example.com"); user.setPassword("password1"); app.save(user); })`,
  },
});
const orders = server.client().collection("orders");
const create = (body: object, headers: Record<string, string> = {}) =>
  orders.create(body, { headers, query: { q: "1" } });

describe("rules of the request", () => {
  it("know the user of the request", async () => {
    const paid = { title: "paid", quantity: 1, status: "paid" };
    expect((await failure(create(paid))).data.status.message).toBe("Only staff may pay.");
    const staff = server.client();
    await staff.collection("users").authWithPassword("staff@example.com", "password1");
    await staff.collection("orders").create(paid);
  });

  it("see the request, and answer together with all other rules and PocketBase's", async () => {
    const body = { sku: "SEE", status: "paid", quantity: 0.5, email: "nobody" };
    const { data, message } = await failure(create(body, { "X-Probe": "p" }));
    expect(message).toBe("Failed to create record.");
    expect(Object.keys(data).sort()).toEqual(["email", "meta", "quantity", "status", "title"]);
    await expect.poll(server.log).toContain('seen ["POST","1","p","127.0.0.1","SEE",true]');
  });
});

describe("superusers: skip", () => {
  it("leaves out their requests only, whatever a client claims", async () => {
    for (const quantity of [100, 101]) {
      await server.pb.collection("orders").create({ title: "twice", quantity, status: "paid" });
    }
    const forged = { quantity: 100, "@pocketbundle": '{"skip":true}' };
    expect((await failure(create(forged))).status).toBe(400);
  });
});

describe("messages", () => {
  it.each([
    ["de-AT, en;q=0.5", "Darf nicht leer sein."],
    ["fr, pt-br;q=0.9", "Obrigatório."],
    ["en;q=0.8, de;q=0.1", "Darf nicht leer sein."],
    ["*", "Cannot be blank."],
    ["de;q=0", "Cannot be blank."],
    ["", "Cannot be blank."],
    [";;q=,,\u00ff", "Cannot be blank."],
  ])("for Accept-Language %j: %s", async (language, message) => {
    const { data } = await failure(create({ quantity: 1 }, { "Accept-Language": language }));
    expect(data.title.message).toBe(message);
  });

  it("insert parameters, and also apply to rules of the request", async () => {
    const headers = { "Accept-Language": "de" };
    const { data } = await failure(create({ title: "a", quantity: 50 }, headers));
    expect(data.quantity.message).toBe("Höchstens 9, mindestens {min}.");
    const texts = { sku: "long", tags: ["a", "c"], due: "2019-01-01 00:00:00.000Z" };
    const more = await failure(create({ title: "a", quantity: 1, ...texts }));
    expect(more.data).toMatchObject({
      sku: { message: "At most 3, please.", params: { maxLength: 3 } },
      tags: { message: "Number 1: a, b." },
      due: { message: "After 2020-01-01." },
    });
    const german = await failure(create({ title: "a", quantity: 1, sku: "long" }, headers));
    expect(german.data.sku.message).toBe("3 Zeichen.");
    const paid = await failure(create({ title: "a", quantity: 1, status: "paid" }, headers));
    expect(paid.data.status.message).toBe("Nur für Personal.");
  });
});
