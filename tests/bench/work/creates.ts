// Measures creates per second: the writer's costs of capturing a change and working on it.
import type { Server } from "../../../kit/testing/index.ts";
import { creates as load } from "../load.ts";
import { type Table, table } from "../report.ts";
import { inRounds } from "../rounds.ts";
import { range, ratios, summary } from "../stats.ts";
import { values } from "../validators/rules.ts";
import { bare, drained, waiting, withBundle } from "./servers.ts";

const args = ["--hooksPool=15"];
const POOL = { args };

const onCreate = (handler: string, jobs = "{}") => `{ jobs: ${jobs}, extensions: [{ name: "bench",
  changes: [{ on: "orders:create", handler(change, ctx) { ${handler} } }],
  jobs: { sync: { handler() {} } } }] }`;
const ENQUEUE = 'ctx.jobs.enqueue("sync", { id: change.record.id })';

/**
 * The outbox that one would write by hand. It runs after the commit, so it is not even durable: a
 * crash in between loses the row.
 */
const outbox = (insert: string) => ({
  args,
  migrations: {
    "2_outbox.js": `migrate((app) => app.save(new Collection({ type: "base", name: "outbox", fields: [
      { type: "text", name: "source" }, { type: "text", name: "record" }, { type: "json", name: "payload" },
    ] })))`,
  },
  hooks: {
    "outbox.pb.js": `onRecordAfterCreateSuccess((e) => { e.next(); ${insert} }, "orders")`,
  },
});
const SAVED = `$app.save(new Record($app.findCollectionByNameOrId("outbox"), { source: "orders", record: e.record.id, payload: e.record }));`;
const INSERTED = `$app.db().newQuery("INSERT INTO outbox (source, record, payload) VALUES ('orders', {:id}, {:payload})")
  .bind({ id: e.record.id, payload: JSON.stringify(e.record) }).execute();`;

const BARE = "bare PocketBase";
const VARIANTS: [name: string, server: () => Promise<Server>][] = [
  [BARE, () => bare(POOL)],
  ["captured, the handler does nothing", () => withBundle(onCreate(""), POOL)],
  ["captured, the handler enqueues a job", () => withBundle(onCreate(ENQUEUE), POOL)],
  ["the same, one worker", () => withBundle(onCreate(ENQUEUE, "{ workers: 1 }"), POOL)],
  ["an outbox by hand, as a record", () => bare(outbox(SAVED))],
  ["an outbox by hand, by SQL", () => bare(outbox(INSERTED))],
];

interface Runs {
  perSecond: number[];
  p99: number[];
  /** The share of work that is left when the clients stop, and the time to do it. */
  left: number[];
  seconds: number[];
}

export async function creates(quick: boolean): Promise<Table[]> {
  const [rounds, seconds] = quick ? [3, 2] : [5, 3];
  const servers: { name: string; server: Server; runs: Runs }[] = [];
  try {
    for (const [name, start] of VARIANTS) {
      const server = await start();
      servers.push({ name, server, runs: { perSecond: [], p99: [], left: [], seconds: [] } });
      await load(server.url, values, 32, 1);
    }
    await inRounds(servers, rounds, (one) => measure(one, seconds));
  } finally {
    await Promise.all(servers.map(({ server }) => server[Symbol.asyncDispose]()));
  }
  const base = servers.find(({ name }) => name === BARE)?.runs.perSecond ?? [];
  return [
    table(
      [
        `creates/s, 32 clients, pool 15, ${rounds} × ${seconds} s`,
        "median (middle half)",
        "× bare, round by round",
        "p99 ms",
        "left to do at the end",
        "done after s",
      ],
      servers.map(({ name, runs }) => [
        name,
        range(summary(runs.perSecond)),
        range(ratios(runs.perSecond, base), 2),
        summary(runs.p99).median.toFixed(0),
        runs.left.length > 0 ? `${(100 * summary(runs.left).median).toFixed(0)}%` : "",
        runs.seconds.length > 0 ? summary(runs.seconds).median.toFixed(1) : "",
      ]),
    ),
  ];
}

async function measure(
  { name, server, runs }: { name: string; server: Server; runs: Runs },
  seconds: number,
) {
  const hasQueue = !/^(bare|an outbox)/.test(name);
  if (hasQueue) await drained(server);
  const { perSecond, p99 } = await load(server.url, values, 32, seconds);
  runs.perSecond.push(perSecond);
  runs.p99.push(p99);
  if (!hasQueue) return;
  runs.left.push((await waiting(server)) / (perSecond * seconds));
  runs.seconds.push(await drained(server));
}
