// Measures large moments: one statement that changes 50,000 rows, and a delete that takes 10,000
// records with it. Both hold the write lock while they run.
import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "../../../kit/testing/index.ts";
import { processorTime } from "../processor-time.ts";
import { type Table, table } from "../report.ts";
import { inRounds } from "../rounds.ts";
import { range, ratios, summary } from "../stats.ts";
import { SQL_HOOK, sql } from "./jobs.ts";
import { bare, drained, withBundle } from "./servers.ts";

const ROWS = 50_000;
const CHILDREN = 10_000;

const OPTIONS = {
  hooks: {
    ...SQL_HOOK,
    "cascade.pb.js": `routerAdd("POST", "/cascade", (e) => {
      $app.delete($app.findFirstRecordByFilter("parents", "id != ''"));
      return e.json(200, {});
    })`,
  },
  migrations: {
    "2_children.js": `migrate((app) => {
      const parents = new Collection({ type: "base", name: "parents" });
      app.save(parents);
      app.save(new Collection({ type: "base", name: "children", fields: [
        { type: "text", name: "title" }, { type: "number", name: "price" },
        { type: "relation", name: "parent", collectionId: parents.id, cascadeDelete: true },
      ] }));
    })`,
  },
};

const listening = (handler: string) => `{ jobs: {}, extensions: [{ name: "bench",
  changes: [{ on: ["orders:update", "children:delete"], handler(change, ctx) { ${handler} } }],
  jobs: { sync: { handler() {} } } }] }`;
const ENQUEUE = 'ctx.jobs.enqueue("sync", { id: change.record.id })';

const BARE = "bare PocketBase";
const VARIANTS: [name: string, server: () => Promise<Server>][] = [
  [BARE, () => bare(OPTIONS)],
  ["captured, the handler does nothing", () => withBundle(listening(""), OPTIONS)],
  ["captured, the handler enqueues a job", () => withBundle(listening(ENQUEUE), OPTIONS)],
];

const numbers = (count: number) =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;

interface Moment {
  name: string;
  count: number;
  prepare(server: Server): Promise<unknown>;
  run(server: Server): Promise<unknown>;
}
const MOMENTS: Moment[] = [
  {
    name: `one UPDATE of ${ROWS} rows with nine fields`,
    count: ROWS,
    prepare: async () => {},
    run: (server) => sql(server, { statement: "UPDATE orders SET quantity = quantity + 1" }),
  },
  {
    name: `a delete with a cascade of ${CHILDREN} records with three fields`,
    count: CHILDREN,
    async prepare(server) {
      await sql(server, { statement: "INSERT INTO parents (id) VALUES ('parent')" });
      await sql(server, {
        statement: `INSERT INTO children (title, price, parent) ${numbers(CHILDREN)} SELECT 'title', i, 'parent' FROM n`,
      });
    },
    async run(server) {
      const { ok } = await fetch(`${server.url}/cascade`, { method: "POST" });
      if (!ok) throw new Error(server.log());
    },
  },
];

interface Runs {
  processor: number[];
  perSecond: number[];
}

export async function moments(quick: boolean): Promise<Table[]> {
  const rounds = quick ? 3 : 5;
  const servers: { name: string; server: Server; runs: Map<Moment, Runs> }[] = [];
  try {
    for (const [name, start] of VARIANTS) {
      const server = await start();
      const runs = new Map(MOMENTS.map((one) => [one, { processor: [], perSecond: [] }]));
      servers.push({ name, server, runs });
      await sql(server, {
        statement: `INSERT INTO orders (title, email, sku, note, quantity, price, status) ${numbers(ROWS)}
          SELECT 'order ' || i, 'buyer@example.com', 'AB-' || i, hex(randomblob(30)), i, i * 1.5, 'placed' FROM n`,
      });
    }
    for (const moment of MOMENTS) {
      await inRounds(servers, rounds, ({ name, server, runs }) =>
        measure(server, moment, runs.get(moment) as Runs, name !== BARE),
      );
    }
  } finally {
    await Promise.all(servers.map(({ server }) => server[Symbol.asyncDispose]()));
  }
  return MOMENTS.map((moment) => {
    const base = servers[0]?.runs.get(moment)?.processor ?? [];
    return table(
      [moment.name, "processor time, ms", "× bare, round by round", "changes drained per s"],
      servers.map(({ name, runs }) => {
        const { processor, perSecond } = runs.get(moment) as Runs;
        return [
          name,
          range(summary(processor.map((seconds) => seconds * 1000))),
          range(ratios(processor, base), 2),
          perSecond.length > 0 ? range(summary(perSecond)) : "",
        ];
      }),
    );
  });
}

async function measure(server: Server, moment: Moment, runs: Runs, isListening: boolean) {
  await moment.prepare(server);
  if (isListening) await withoutIndex(server);
  const before = processorTime(server.pid);
  await moment.run(server);
  runs.processor.push(processorTime(server.pid) - before);
  if (isListening) runs.perSecond.push(moment.count / (await drained(server)));
}

/** The index that a large moment leaves is dropped when the server is idle. */
async function withoutIndex(server: Server) {
  const question = "SELECT 1 FROM sqlite_master WHERE name = 'bundle_captured_old'";
  while ((await sql(server, { question })) > 0) await sleep(200);
}
