import { describe, expect, it } from "vitest";
import type { Suppression } from "../../src/extensions/mail/suppressions.ts";
import { required } from "../mail-driver.ts";
import { serveAll } from "./bundle.ts";

const server = await serveAll({
  config: "module.exports = { mail: {} };",
  hooks: {
    "suppressions.js": required('export * from "./src/extensions/mail/suppressions.ts";'),
    "suppressions.pb.js": `
      routerAdd("POST", "/suppress", (e) => {
        require(__hooks + "/suppressions.js").suppress($app, JSON.parse(toString(e.request.body)));
        return e.noContent(204);
      });
      routerAdd("POST", "/suppressed", (e) => {
        const { addresses, category } = JSON.parse(toString(e.request.body));
        let queries = 0;
        const counting = { db: () => ({ newQuery: (sql) => { queries++; return $app.db().newQuery(sql); } }) };
        const found = [...require(__hooks + "/suppressions.js").suppressedOf(counting, addresses, category)];
        return e.json(200, { found, queries });
      });`,
  },
});
const post = (path: string, body: unknown) =>
  fetch(`${server.url}${path}`, { method: "POST", body: JSON.stringify(body) });
async function suppress(own: Partial<Suppression>) {
  const { status } = await post("/suppress", { category: "", detail: "", ...own });
  expect(status).toBe(204);
}
const suppressed = async (addresses: string[], category: string) =>
  (await (await post("/suppressed", { addresses, category })).json()) as {
    found: string[];
    queries: number;
  };

await suppress({ address: "Bounced@Example.com", reason: "bounced" });
await suppress({ address: "complained@example.com", reason: "complained" });
await suppress({ address: "news@example.com", reason: "unsubscribed", category: "news" });
await suppress({ address: "lists@example.com", reason: "unsubscribed" });
await suppress({ address: "odd'\"%_{:x}@example.com", reason: "bounced" });
const ALL = ["bounced", "complained", "news", "lists", "free"].map((name) => `${name}@example.com`);

describe("who gets no mail", () => {
  it.each([
    ["system", ["bounced"]],
    ["transactional", ["bounced", "complained"]],
    ["news", ["bounced", "complained", "lists", "news"]],
    ["bulk", ["bounced", "complained", "lists"]],
    ["", ["bounced", "complained", "lists"]],
  ])("of the category %j", async (category, names) => {
    const { found } = await suppressed(ALL, category);
    expect(found.sort()).toEqual(names.map((name) => `${name}@example.com`));
  });

  it("ignores the case of the address, and takes any characters", async () => {
    const odd = "ODD'\"%_{:x}@example.com";
    const { found } = await suppressed(["BOUNCED@example.COM", odd], "news");
    expect(found.sort()).toEqual(["bounced@example.com", odd.toLowerCase()]);
    expect((await suppressed([], "news")).found).toEqual([]);
  });

  it("until the row is deleted", async () => {
    await suppress({ address: "back@example.com", reason: "bounced" });
    const rows = server.pb.collection("bundle_suppressions");
    const { id } = await rows.getFirstListItem('address = "back@example.com"');
    await rows.delete(id);
    expect((await suppressed(["back@example.com"], "news")).found).toEqual([]);
  });

  it("is asked once for a thousand recipients", async () => {
    const many = Array.from({ length: 1000 }, (_, index) => `user${index}@example.com`);
    const answer = await suppressed([...many, "bounced@example.com"], "bulk");
    expect(answer).toEqual({ found: ["bounced@example.com"], queries: 1 });
  });
});

it("a detail is kept short, and the row reads well in the dashboard", async () => {
  await suppress({ address: "long@example.com", reason: "bounced", detail: "x".repeat(9000) });
  const row = await server.pb
    .collection("bundle_suppressions")
    .getFirstListItem('address = "long@example.com"');
  expect(row).toMatchObject({ reason: "bounced", category: "", detail: "x".repeat(500) });
  expect(Math.abs(Date.parse(String(row.created)) - Date.now())).toBeLessThan(60_000);
});
