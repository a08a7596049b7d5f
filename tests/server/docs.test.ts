import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { serve } from "./bundle.ts";

const pages = [
  "README.md",
  ...readdirSync("docs")
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const examples = pages.flatMap((page) =>
  [...readFileSync(page, "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map(
    ([, code], index) => [`${page} (${index + 1})`, code ?? ""] as const,
  ),
);
const templates = ["order-placed", "order-paid"].flatMap((name) => [
  [`mail/${name}.html`, "<p>{{record.id}}</p>"],
  [`mail/${name}.subject.txt`, "Hello"],
]);

describe("the examples of the documentation start a server", () => {
  it.each(examples)("%s", async (_page, config) => {
    const server = await serve({
      config,
      hooks: Object.fromEntries(templates),
      env: { STRIPE_WEBHOOK_SECRET: "whsec_x" },
    });
    expect(server.log()).not.toMatch(/pocketbundle/i);
  });

  it("finds them", () => expect(examples.length).toBeGreaterThanOrEqual(6));
});
