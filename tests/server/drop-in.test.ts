import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BUNDLE, failure, serve } from "./bundle.ts";

const TEN_LINES = `
module.exports = {
  validate: {
    orders: {
      fields: {
        quantity: { integer: true, min: 1 },
      },
    },
  },
};`;

describe("one file dropped into pb_hooks", () => {
  it("does nothing without a config, and says so in one line", async () => {
    const server = await serve({});
    await expect.poll(server.log).toContain("nothing is registered");
    // The line names the product, the file and the config file.
    expect(server.log().match(/pocketbundle/gi)).toHaveLength(3);
    await server.pb.collection("orders").create({ quantity: 0.5 });
  });

  it("works with a ten-line config, and leaves nothing behind when it is taken away", async () => {
    const server = await serve({});
    const orders = server.client().collection("orders");
    const config = join(server.folder.hooks, "pocketbundle.config.js");
    const file = join(server.folder.hooks, "pocketbundle.pb.js");
    const create = () => orders.create({ quantity: 0.5 });
    const before = await server.pb.collections.getFullList();

    writeFileSync(config, TEN_LINES);
    await server.restart();
    expect((await failure(create())).data.quantity.code).toBe("validation_integer");

    rmSync(file);
    await server.restart();
    await create();
    expect(await server.pb.collections.getFullList()).toEqual(before);

    cpSync(BUNDLE, file);
    await server.restart();
    expect((await failure(create())).status).toBe(400);
  });

  it("warns of a collection that does not exist and works as soon as it is made", async () => {
    const config = "module.exports = { validate: { later: { fields: { n: { min: 3 } } } } };";
    const server = await serve({ config });
    await expect
      .poll(server.log)
      .toContain('names the collection "later", which does not exist (yet)');
    await server.pb.collections.create({
      name: "later",
      type: "base",
      fields: [{ name: "n", type: "number" }],
    });
    const { data } = await failure(server.pb.collection("later").create({ n: 2 }));
    expect(data.n.code).toBe("validation_min");
    await server.pb.collection("later").create({ n: 3 });
  });
});
