// Measures a VM of PocketBase's pool: the time to make it, its memory, and the memory of a whole
// pool.
import { readFileSync } from "node:fs";
import { type Server, type ServerOptions, startServer } from "../../kit/testing/index.ts";
import { bundleForServer } from "../server-bundle.ts";
import { type Cell, type Table, table } from "./report.ts";
import { range, summary } from "./stats.ts";

const BUNDLE = "pb_hooks/pocketbundle.pb.js";
const SHOP = "examples/shop";
const ORDER = `const [product] = $app.findRecordsByFilter("products", "active = true", "", 1, 0);
  const price = product.getInt("price");
  const record = new Record($app.findCollectionByNameOrId("orders"),
    { product: product.id, quantity: 2, price, total: 2 * price, email: "ada@example.com", status: "draft" });`;
/** The same checks, without the messages. */
const BY_HAND = `if (!record.getString("product") || !/^[^@\\s]+@[^@\\s]+$/.test(record.getString("email"))) throw new BadRequestError();
  const quantity = record.getFloat("quantity");
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 99) throw new BadRequestError();
  if (!["draft", "placed", "paid", "shipped", "cancelled"].includes(record.getString("status"))) throw new BadRequestError();
  const [sold] = $app.findRecordsByIds("products", [record.getString("product")]);
  if (!sold.getBool("active") || sold.getFloat("price") !== record.getFloat("price")) throw new BadRequestError();
  if (record.getFloat("total") !== record.getFloat("price") * quantity) throw new BadRequestError();`;
const REQUIRED = `require(__hooks + "/pocketbundle.pb.js")`;

interface Variant {
  /** The code that a fresh VM runs. */
  code: string;
  options: ServerOptions;
}

/** The demo shop of the repository. */
const shop: ServerOptions = {
  copy: [`${SHOP}/pb_hooks/mail`, `${SHOP}/pb_hooks/pocketbundle.config.js`, BUNDLE],
  copyMigrations: [`${SHOP}/pb_migrations/1_shop.js`, `${SHOP}/pb_migrations/2_seed.js`],
  env: { STRIPE_WEBHOOK_SECRET: "whsec_bench" },
};
const EMPTY = "an empty module";
const VARIANTS: Record<string, Variant> = {
  [EMPTY]: { code: `require(__hooks + "/empty.js")`, options: { hooks: { "empty.js": "" } } },
  "the bundle and the demo's config": {
    code: `${REQUIRED}; require(__hooks + "/pocketbundle.config.js")`,
    options: shop,
  },
  "an order of the demo checked by hand": {
    code: `${ORDER} ${BY_HAND}`,
    options: { copyMigrations: shop.copyMigrations ?? [] },
  },
  "an order of the demo validated by the bundle": {
    code: `${ORDER} ${REQUIRED}.dispatch("hook recordValidate orders", { record, app: $app, next() {} }, ["validate"])`,
    options: shop,
  },
  "one big module (zod, mustache)": {
    code: `require(__hooks + "/shop.js")`,
    options: { hooks: { "shop.js": await bundleForServer("tests/bench/write/usual.ts") } },
  },
};

export async function vms(quick: boolean): Promise<Table[]> {
  return [await startUp(quick), await heap(), await memory(), sizes()];
}

/** Without a pool, each request makes a VM. */
async function startUp(quick: boolean): Promise<Table> {
  const servers: [name: string, server: Server][] = [];
  const runs = new Map<string, number[]>();
  try {
    for (const [name, { code, options }] of Object.entries(VARIANTS)) {
      servers.push([name, await serverOf(code, options, ["--hooksPool=0"])]);
    }
    for (let round = 0; round < (quick ? 300 : 2000); round++) {
      for (const [name, { url }] of servers) {
        const begin = performance.now();
        await ask(`${url}/vm`);
        runs.set(name, [...(runs.get(name) ?? []), performance.now() - begin].slice(-1500));
      }
    }
  } finally {
    await Promise.all(servers.map(([, server]) => server[Symbol.asyncDispose]()));
  }
  const empty = runs.get(EMPTY) ?? [];
  return table(
    ["a fresh VM", "ms of the whole request (middle half)", "ms beyond an empty module"],
    [...runs].map(([name, own]) => [
      name,
      range(summary(own), 2),
      (summary(own).median - summary(empty).median).toFixed(2),
    ]),
  );
}

const serverOf = (code: string, options: ServerOptions, args: string[]) =>
  startServer({
    ...options,
    args: ["--hooksWatch=false", ...args],
    hooks: {
      ...options.hooks,
      "probe.pb.js": `routerAdd("GET", "/vm", (e) => { ${code}; if (e.requestInfo().query.hold) sleep(2000); return e.json(200, 1); })`,
    },
  });

async function ask(url: string): Promise<void> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
}

/** The live heap per VM: the memory of another 150 VMs that have run the code. */
async function heap(): Promise<Table> {
  const kilobytes = async ({ code, options }: Variant) =>
    (((await liveMegabytes(code, options, 190)) - (await liveMegabytes(code, options, 40))) *
      1024) /
    150;
  const empty = await kilobytes(VARIANTS[EMPTY] as Variant);
  const rows: Cell[][] = [[EMPTY, empty.toFixed(0), "0"]];
  for (const [name, variant] of Object.entries(VARIANTS).slice(1)) {
    const own = await kilobytes(variant);
    rows.push([name, own.toFixed(0), (own - empty).toFixed(0)]);
  }
  return table(["live heap of a VM (Go's gctrace)", "KB", "KB beyond an empty module"], rows);
}

async function liveMegabytes(code: string, options: ServerOptions, pool: number): Promise<number> {
  const env = { ...options.env, GODEBUG: "gctrace=1", GOGC: "10" };
  await using server = await serverOf(code, { ...options, env }, [`--hooksPool=${pool}`]);
  await warm(server, pool);
  // Garbage causes more collections, so that the last one comes after the end of the warming.
  for (let i = 0; i < 200; i++) await ask(`${server.url}/vm`);
  const live = [...server.log().matchAll(/->(\d+) MB, \d+ MB goal/g)];
  return Math.min(...live.slice(-5).map(([, megabytes]) => Number(megabytes)));
}

/** Uses all VMs of a pool at once, so that each has run the code. */
async function warm({ url }: Server, pool: number) {
  for (let round = 0; round < 2; round++) {
    await Promise.all(Array.from({ length: pool }, () => ask(`${url}/vm?hold=1`)));
  }
}

/** The resident memory when each VM of the pool has run the code. */
async function memory(): Promise<Table> {
  const rows: Cell[][] = [];
  for (const pool of [15, 64]) {
    const resident: [string, number][] = [];
    for (const [name, { code, options }] of Object.entries(VARIANTS)) {
      await using server = await serverOf(code, options, [`--hooksPool=${pool}`]);
      await warm(server, pool);
      const [, kilobytes] =
        /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8")) ?? [];
      resident.push([name, Number(kilobytes) / 1024]);
    }
    const bare = resident[0]?.[1] ?? Number.NaN;
    for (const [name, megabytes] of resident) {
      rows.push([`${name}, pool ${pool}`, megabytes.toFixed(1), (megabytes - bare).toFixed(1)]);
    }
  }
  return table(["the server's resident memory", "MB", "MB beyond an empty module"], rows);
}

function sizes(): Table {
  const text = readFileSync(BUNDLE, "utf8");
  const unmapped = text.replaceAll(/\/\/# sourceMappingURL=[\w:/;,+=]*/g, "");
  const kilobytes = (part: string) => (Buffer.byteLength(part) / 1024).toFixed(0);
  return table(
    ["pocketbundle.pb.js", "KB"],
    [
      ["the file", kilobytes(text)],
      ["without its source maps", kilobytes(unmapped)],
      ["of that, code", kilobytes(unmapped.replaceAll(/^case \d+:return read\(.*\)$/gm, ""))],
    ],
  );
}
