import { expect, it } from "vitest";
import { serve } from "./bundle.ts";

it("a user's route, hook and cron share a closure under 32 parallel clients", async () => {
  const server = await serve({
    config: `
const price = { of: (quantity) => quantity * 250 };
module.exports = { extensions: [{ name: "pricing",
  routes: [{ method: "POST", path: "/api/price", auth: "public", body: { quantity: { required: true, min: 1 } },
    handler: (ctx) => ({ total: price.of(ctx.body.quantity) }) }],
  hooks: [{ on: "recordCreate", collections: ["orders"],
    before: (e) => e.record.set("total", price.of(e.record.getInt("quantity"))) }],
  crons: [{ name: "pricing", schedule: "0 0 1 1 *", handler: (ctx) => ctx.log.info("priced " + price.of(4)) }],
}] };`,
  });
  const clients = Array.from({ length: 32 }, (_, client) => client);
  await Promise.all(
    clients.map(async (client) => {
      const pb = server.client();
      for (let round = 0; round < 10; round++) {
        const quantity = 1 + client * 10 + round;
        const [quote, order] = await Promise.all([
          pb.send("/api/price", { method: "POST", body: { quantity } }),
          pb.collection("orders").create({ quantity }),
        ]);
        expect([quote.total, order.total]).toEqual([quantity * 250, quantity * 250]);
        if (round === 0) await server.pb.crons.run("pricing");
      }
    }),
  );
  expect((await server.pb.collection("orders").getList()).totalItems).toBe(320);
  await server.waitForLog(/priced 1000/);
});
