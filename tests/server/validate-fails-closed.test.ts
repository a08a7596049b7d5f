// Tests that rules hold, or writes fail, where a schema or a value has an odd form.
import { describe, expect, it } from "vitest";
import { failure, serve, serveAll } from "./bundle.ts";

const OPEN = { type: "base", createRule: "", updateRule: "", viewRule: "", listRule: "" };
const text = (name: string) => ({ type: "text", name });
const collection = (name: string, fields: object[]) => ({ ...OPEN, name, fields });
const server = await serveAll({
  config: `module.exports = { validate: {
    removed: { limit: { max: 1, per: ["owner"] } },
    numbered: { limit: { max: 2 } },
    spelt: { fields: { slug: { unique: { normalize: true } } } },
    Cased: { limit: { max: 1 } },
  } };`,
  migrations: {
    "1_all.js": `migrate((app) => {
      for (const one of ${JSON.stringify([
        collection("removed", [text("owner"), text("title")]),
        collection("numbered", [
          { type: "number", name: "rowid" },
          { type: "number", name: "oid" },
        ]),
        collection("spelt", [text("slug")]),
      ])}) app.save(new Collection(one));
    });`,
  },
});
const create = async (name: string, body: string, type = "application/json") =>
  (
    await fetch(`${server.url}/api/collections/${name}/records`, {
      method: "POST",
      headers: { "Content-Type": type },
      body,
    })
  ).status;

it("a limit refuses every write once a field that it names is gone", async () => {
  expect(await create("removed", '{"owner":"a"}')).toBe(200);
  expect(await create("removed", '{"owner":"a"}')).toBe(400);
  const found = await server.pb.collections.getOne("removed");
  const fields = found.fields.filter(({ name }) => name !== "owner");
  await server.pb.collections.update("removed", { fields });
  expect(await create("removed", '{"title":"x"}')).toBe(500);
});

it("a limit counts the rows, whatever fields are called", async () => {
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push(await create("numbered", '{"rowid":0,"oid":0}'));
  expect(statuses).toEqual([200, 200, 400, 400]);
});

it.each(["slug=%FF", "slug=a%FFb%27", "slug=%ED%A0%80"])(
  "unique with normalize takes bytes that are no UTF-8 once: %s",
  async (body) => {
    const form = "application/x-www-form-urlencoded";
    expect(await create("spelt", body, form)).toBe(200);
    expect(await create("spelt", body, form)).toBe(400);
  },
);

describe("a name in another case", () => {
  it("is refused, because no rule would hold for it", async () => {
    const refused = await failure(server.pb.collections.create(collection("cased", [])));
    expect(refused.message).toContain('names "Cased"');
    const other = await server.pb.collections.create(collection("other", []));
    await failure(server.pb.collections.update(other.id, { name: "CASED" }));
    await server.pb.collections.create(collection("Cased", []));
    expect(await create("Cased", "{}")).toBe(200);
    expect(await create("Cased", "{}")).toBe(400);
  });
});

it("a field that no filter can name is refused at start-up", async () => {
  const start = serve({
    config:
      'module.exports = { validate: { digits: { limit: { max: 1, per: ["1st"], where: "id != \'\'" } } } };',
    migrations: {
      "1_digits.js": `migrate((app) => app.save(new Collection(${JSON.stringify(collection("digits", [text("1st")]))})))`,
    },
  });
  await expect(start).rejects.toThrow(/validate\.digits\.limit\.per.*1st/s);
});
