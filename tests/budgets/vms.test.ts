// Tests how the bundle uses PocketBase's pool of VMs, and what it registers.
import { readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { type Server, startServer } from "../../kit/testing/index.ts";
import { BUNDLE, serve } from "../server/bundle.ts";

/** Without a pool each event makes a VM, and each VM of the bundle reads the config. */
const NO_POOL = ["--hooksWatch=false", "--hooksPool=0"];

const EVERYTHING = `{
  validate: { orders: { fields: { title: { required: true } } } },
  mail: { from: "shop@example.com", system: true, messages: {
    placed: { on: "orders:create", to: (change) => change.record.email, data: () => ({}) },
  } },
  receive: { stripe: { secret: "whsec_test", on: { "*"() {} } } },
  jobs: { poll: 3600000 },
}`;
const OTHERS = {
  "1_collections.js": `migrate((app) => {
    for (const name of ["orders", "others"]) app.save(new Collection({ type: "base", name, createRule: "", updateRule: "",
      fields: [{ type: "text", name: "title" }, { type: "email", name: "email" }] }));
  })`,
};
/** A route that prints: once its line has come, so has everything that was printed before. */
const SYNC = {
  "sync.pb.js": `routerAdd("GET", "/sync/{n}", (e) => { console.log("sync " + e.request.pathValue("n") + "."); return e.noContent(204) })`,
};
let synced = 0;
/** How many VMs of the bundle have been made since the start. */
async function vmsOf(server: Server): Promise<number> {
  await server.client().send(`/sync/${++synced}`, {});
  await expect.poll(() => server.log()).toContain(`sync ${synced}.`);
  return server.log().split("a VM").length - 1;
}
async function made(server: Server, write: () => Promise<unknown>): Promise<number> {
  const before = await vmsOf(server);
  await write();
  return (await vmsOf(server)) - before;
}
const TEMPLATES = { "mail/placed.html": "<title>x</title><p>x" };

it("a write uses one VM more where the collection is validated, and none where it is not in the config", async () => {
  const server = await serve({
    args: NO_POOL,
    migrations: OTHERS,
    hooks: SYNC,
    config: `console.log("a VM"); module.exports = { validate: { orders: { fields: { title: { required: true } } } } }`,
  });
  const vms = (write: () => Promise<unknown>) => made(server, write);
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
    hooks: { ...TEMPLATES, ...SYNC },
    config: `console.log("a VM of " + typeof onRecordCreate); module.exports = ${EVERYTHING.replace(/validate: .*\n/, "")}`,
  });
  // The workers' own VMs are made after the start, and each minute: the least of several runs
  // counts.
  await server.waitForLog(/a VM of undefined/);
  const counts: number[] = [];
  for (let run = 0; run < 5; run++) {
    counts.push(
      await made(server, async () => {
        for (let i = 0; i < 5; i++)
          await server.client().collection("orders").create({ title: "A" });
      }),
    );
  }
  expect(Math.min(...counts)).toBe(0);
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
      ...SYNC,
      "pocketbundle.config.js": `module.exports = ${EVERYTHING}`,
      // The spy is in the same file, because PocketBase loads several hook files in random order.
      "pocketbundle.pb.js": `${spy}\n${readFileSync(BUNDLE, "utf8")}`,
    },
  });
  await vmsOf(server);
  const registered = [...server.log().matchAll(/registered (\w+) \[(.*)\]/g)];
  expect(registered.length).toBeGreaterThan(10);
  const global = registered.flatMap(([, name, tags]) => (tags ? [] : [name]));
  // Changes of schemas and settings, backups, the server's end and PocketBase's own mails are rare, so
  // global hooks for them are allowed.
  expect(
    global.filter((name) => !/^on(Backup|Collection|Settings|Terminate|Mailer)/.test(name ?? "")),
  ).toEqual([]);
});
