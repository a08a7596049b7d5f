// npm run bench: what validation costs, inside the real server, as ratios in one run.
import { type Server, type ServerOptions, startServer } from "../../src/testing/index.ts";
import { bundleForServer } from "../server-bundle.ts";
import { creates } from "./load.ts";
import { collection, migrations } from "./orders.ts";
import { summary } from "./stats.ts";
import { handWritten, rules, values } from "./validators/rules.ts";

const quick = process.argv.includes("--quick");

/** Validation alone: µs per record. */
async function validators() {
  const module = bundleForServer("tests/bench/validators/entry.ts", {
    external: ["*/json-schema/index.ts"],
  });
  await using server = await startServer({
    migrations,
    hooks: {
      "bench.js": module,
      "bench.pb.js": `routerAdd("GET", "/bench", (e) => {
        try {
          return e.json(200, require(__hooks + "/bench.js").measure(${quick ? 5 : 15}, 1000));
        } catch (error) {
          return e.json(500, String(error.stack));
        }
      })`,
    },
  });
  const answer = await fetch(`${server.url}/bench`);
  const times = (await answer.json()) as Record<string, number[]>;
  if (!answer.ok) throw new Error(`${JSON.stringify(times)}\n${server.log()}`);
  const own = summary(times["pocketbundle valid"] ?? []).median;
  console.log(
    "\n| nine-field record | µs (median, middle half) | × pocketbundle valid |\n|---|---|---|",
  );
  for (const [name, runs] of Object.entries(times)) {
    const { median, low, high } = summary(runs);
    console.log(
      `| ${name} | ${median.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)}) | ${(median / own).toFixed(2)} |`,
    );
  }
}

/** The hook one would write instead, and one that does nothing: what PocketBase itself takes for a hook. */
const HAND_WRITTEN = `onRecordValidate((e) => {
  ${handWritten.toString()}
  const r = e.record;
  const errors = handWritten({ title: r.getString("title"), email: r.getString("email"), quantity: r.getFloat("quantity"),
    price: r.getFloat("price"), status: r.getString("status"), due: r.getString("due").replace(" ", "T"),
    tags: r.getStringSlice("tags"), sku: r.getString("sku"), note: r.getString("note") });
  if (Object.keys(errors).length > 0) throw new BadRequestError("invalid", errors);
  e.next();
}, "orders")`;

const VARIANTS: Record<string, ServerOptions> = {
  "bare PocketBase": {},
  "a hook that does nothing": {
    hooks: { "a.pb.js": 'onRecordValidate((e) => e.next(), "orders")' },
  },
  "a hand-written hook": { hooks: { "a.pb.js": HAND_WRITTEN } },
  pocketbundle: {
    copy: ["pb_hooks/pocketbundle.pb.js"],
    hooks: {
      "pocketbundle.config.js": `module.exports = { validate: { orders: { fields: ${JSON.stringify(rules)} } } }`,
    },
  },
};

/** Creates per second, the variants in turn within every round. */
async function throughput() {
  const [rounds, seconds] = quick ? [3, 2] : [9, 5];
  const runs: Record<string, number[]> = {};
  const servers: [string, Server][] = [];
  for (const [name, options] of Object.entries(VARIANTS)) {
    servers.push([name, await startServer({ ...options, migrations, args: ["--hooksPool=15"] })]);
  }
  try {
    for (const [, server] of servers) await creates(server.url, values, 32, 2);
    for (let round = 0; round < rounds; round++) {
      for (const [name, server] of round % 2 ? servers.toReversed() : servers) {
        const { perSecond } = await creates(server.url, values, 32, seconds);
        runs[name] = [...(runs[name] ?? []), perSecond];
      }
    }
  } finally {
    await Promise.all(servers.map(([, server]) => server.stop()));
  }
  const bare = runs["bare PocketBase"] ?? [];
  console.log(
    "\n| creates/s, 32 clients, pool 15 | median (middle half) | × bare, round by round |\n|---|---|---|",
  );
  for (const [name, own] of Object.entries(runs)) {
    const { median, low, high } = summary(own);
    const ratio = summary(own.map((value, round) => value / (bare[round] ?? Number.NaN)));
    console.log(
      `| ${name} | ${median.toFixed(0)} (${low.toFixed(0)}–${high.toFixed(0)}) | ${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}) |`,
    );
  }
}

const twenty = Object.fromEntries(Object.entries(rules).slice(0, 4));
const OWN = { name: "own", crons: [{ name: "own", schedule: "0 0 1 1 *" }] };
const START_UPS: Record<string, object> = {
  "the bundle with a cron": {},
  "and twenty rules on five collections": {
    validate: Object.fromEntries(Array.from("abcde", (name) => [name, { fields: twenty }])),
  },
};

/** The config with a cron of the user's own, as text. */
const ownCron = (
  config: object,
) => `const config = ${JSON.stringify({ ...config, extensions: [OWN] })};
  config.extensions[0].crons[0].handler = () => {};
  module.exports = config;`;

/** What a throwaway VM pays: without a pool, every request evaluates the bundle anew. */
async function startUp() {
  console.log("\n| fresh VM | ms beyond an empty module (median, middle half) |\n|---|---|");
  for (const [name, config] of Object.entries(START_UPS)) {
    const { median, low, high } = summary(await startUpOf(config));
    console.log(`| ${name} | ${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)}) |`);
  }
}

async function startUpOf(config: object): Promise<number[]> {
  const route = (path: string, body: string) =>
    `routerAdd("GET", "/${path}", (e) => { ${body}; return e.json(200, 1) });`;
  const server = await startServer({
    copy: ["pb_hooks/pocketbundle.pb.js"],
    args: ["--hooksPool=0"],
    hooks: {
      "pocketbundle.config.js": ownCron(config),
      "empty.js": "module.exports = {}",
      "probe.pb.js":
        route("empty", 'require(__hooks + "/empty.js")') +
        route("bundle", 'require(__hooks + "/pocketbundle.pb.js").dispatch("cron own")'),
    },
  });
  try {
    const time = async (path: string) => {
      const begin = performance.now();
      await (await fetch(`${server.url}/${path}`)).text();
      return performance.now() - begin;
    };
    const differences: number[] = [];
    for (let round = 0; round < (quick ? 400 : 2000); round++) {
      const empty = await time("empty");
      differences.push((await time("bundle")) - empty);
    }
    return differences.slice(50);
  } finally {
    await server.stop();
  }
}

/** Live heap per VM: what another 150 VMs keep that have validated a record of each collection. */
async function memory() {
  const perVm = async (config: object | undefined) =>
    (((await liveMegabytes(config, 190)) - (await liveMegabytes(config, 40))) * 1024) / 150;
  console.log("\n| live heap per VM (Go's gctrace) | KB beyond PocketBase's own |\n|---|---|");
  const bare = await perVm(undefined);
  for (const [name, config] of Object.entries(START_UPS)) {
    console.log(`| ${name} | ${((await perVm(config)) - bare).toFixed(0)} |`);
  }
}

async function liveMegabytes(config: object | undefined, vms: number): Promise<number> {
  const five = Array.from("abcde", (name) => ({ ...collection, name }));
  const server = await startServer({
    args: [`--hooksPool=${vms}`],
    env: { GODEBUG: "gctrace=1", GOGC: "10" },
    ...(config && { copy: ["pb_hooks/pocketbundle.pb.js"] }),
    migrations: {
      "1_five.js": `migrate((app) => { for (const one of ${JSON.stringify(five)}) app.save(new Collection(one)); })`,
    },
    hooks: {
      ...(config && { "pocketbundle.config.js": ownCron(config) }),
      "warm.pb.js": warmRoute(config),
    },
  });
  try {
    for (let round = 0; round < 3; round++) {
      const answers = Array.from({ length: vms }, () => fetch(`${server.url}/warm`));
      for (const answer of await Promise.all(answers)) {
        if (!answer.ok) throw new Error(`warming failed:\n${server.log()}`);
      }
    }
    // Garbage for some more collections, so that the last one has seen the end of the warming.
    for (let i = 0; i < 200; i++) await (await fetch(`${server.url}/warm?short=1`)).text();
    const live = [...server.log().matchAll(/->(\d+) MB, \d+ MB goal/g)]
      .slice(-5)
      .map(([, mb]) => Number(mb));
    return Math.min(...live);
  } finally {
    await server.stop();
  }
}

const warmRoute = (config: object | undefined) => `routerAdd("GET", "/warm", (e) => {
  ${config ? 'globalThis.pocketbundle ??= require(__hooks + "/pocketbundle.pb.js"); pocketbundle.dispatch("cron own");' : ""}
  for (const name of "abcde") {
    const record = new Record($app.findCollectionByNameOrId(name), ${JSON.stringify(values)});
    ${config && "validate" in config ? 'pocketbundle.dispatch("hook recordValidate " + name, { record, app: $app, next() {} });' : ""}
  }
  if (!e.requestInfo().query.short) sleep(2000);
  return e.json(200, 1);
})`;

await validators();
await throughput();
await startUp();
await memory();
