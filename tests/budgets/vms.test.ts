// Tests how the bundle uses PocketBase's pool of VMs, and what it registers.
import { readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { startServer } from "../../kit/testing/index.ts";
import { BUNDLE, serve } from "../server/bundle.ts";

/** Without a pool each event makes a VM, and each VM of the bundle reads the config. */
const NO_POOL = ["--hooksWatch=false", "--hooksPool=0"];

const EVERYTHING = `{
  validate: { orders: { fields: { title: { required: true } } } },
  mail: { from: "shop@example.com", system: true, messages: {
    placed: { on: "orders:create", to: (change) => change.record.email, data: () => ({}) },
  } },
  receive: { stripe: { secret: "whsec_x", on: { "*"() {} } } },
  jobs: { poll: 3600000 },
}`;
const OTHERS = {
  "1_collections.js": `migrate((app) => {
    for (const name of ["orders", "others"]) app.save(new Collection({ type: "base", name, createRule: "", updateRule: "",
      fields: [{ type: "text", name: "title" }, { type: "email", name: "email" }] }));
  })`,
};
const TEMPLATES = { "mail/placed.html": "<title>x</title><p>x" };

it("a write uses one VM more where the collection is validated, and none where it is not in the config", async () => {
  const server = await serve({
    args: NO_POOL,
    migrations: OTHERS,
    config: `console.log("a VM"); module.exports = { validate: { orders: { fields: { title: { required: true } } } } }`,
  });
  const vms = async (write: () => Promise<unknown>) => {
    const before = server.log().split("a VM").length;
    await write();
    return server.log().split("a VM").length - before;
  };
  const collection = (name: string) => server.client().collection(name);
  const order = await server.pb.collection("orders").create({ title: "A" });
  expect(await vms(() => collection("orders").create({ title: "B" }))).toBe(1);
  expect(await vms(() => collection("orders").update(order.id, { title: "C" }))).toBe(1);
  expect(await vms(() => collection("others").create({ title: "B" }))).toBe(0);
});

it("changes are captured without a VM", async () => {
  const server = await serve({
    args: NO_POOL,
    migrations: OTHERS,
    hooks: TEMPLATES,
    config: `console.log("a VM of " + typeof onRecordCreate); module.exports = ${EVERYTHING.replace(/validate: .*\n/, "")}`,
  });
  // The workers' own VMs are made at the start.
  await server.waitForLog(/a VM of undefined/);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = server.log();
  for (let i = 0; i < 5; i++) await server.client().collection("orders").create({ title: "A" });
  expect(server.log().slice(before.length)).not.toContain("a VM");
});

it("no hook of all records, no middleware", async () => {
  const spy = `
    for (const name of Object.getOwnPropertyNames(globalThis).filter((name) => /^(on[A-Z]|routerUse$)/.test(name))) {
      const own = globalThis[name];
      globalThis[name] = (...args) => {
        console.log("registered " + name + " [" + args.slice(1).join(", ") + "]");
        return own(...args);
      };
    }`;
  const server = await startServer({
    cleanup: onTestFinished,
    migrations: OTHERS,
    hooks: {
      ...TEMPLATES,
      "pocketbundle.config.js": `module.exports = ${EVERYTHING}`,
      // The spy is in the same file, because PocketBase loads several hook files in random order.
      "pocketbundle.pb.js": `${spy}\n${readFileSync(BUNDLE, "utf8")}`,
    },
  });
  const registered = [...server.log().matchAll(/registered (\w+) \[(.*)\]/g)];
  expect(registered.length).toBeGreaterThan(10);
  const global = registered.flatMap(([, name, tags]) => (tags ? [] : [name]));
  // Schema changes, the server's end and PocketBase's own mails are rare, so global hooks for them
  // are allowed.
  expect(global.filter((name) => !/^on(Collection|Terminate|Mailer)/.test(name ?? ""))).toEqual([]);
});
