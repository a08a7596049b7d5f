// Measures whether what looks at the queue, and what works on it, costs more when much is finished.
import type { Server } from "../../../kit/testing/index.ts";
import { processorTime } from "../processor-time.ts";
import { type Table, table } from "../report.ts";
import { inRounds } from "../rounds.ts";
import { range, summary } from "../stats.ts";
import { SQL_HOOK, sql } from "../work/jobs.ts";
import { drained, withBundle } from "../work/servers.ts";

const CONFIG = `{ jobs: {}, mail: { messages: { note: {} } },
  receive: { stripe: { secret: "whsec_test", on: { "*": () => {} } } },
  extensions: [{ name: "bench", jobs: { sync: { handler() {} } },
    changes: [{ on: "orders:create", handler: (change, ctx) => ctx.jobs.enqueue("sync", {}) }] }] }`;
const HOOKS = { ...SQL_HOOK, "mail/note.html": "<p>x</p>", "mail/note.subject.txt": "x" };

/** Orders that are written at once, to be relayed and to become a job each. */
const ORDERS = 5000;

const numbers = (count: number) =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
/** Statements that add finished or dead jobs, and as many mails and events, in the order of a day. */
function rowsOf(count: number, isDead: boolean): string[] {
  const at = `strftime('%Y-%m-%d %H:%M:%fZ', 'now', '-' || ((${count} - i) * 86400 / ${count}) || ' seconds')`;
  const status = isDead ? "dead" : "done";
  return [
    `INSERT INTO bundle_jobs (type, payload, status, attempts, max_attempts, created, finished)
      ${numbers(count)} SELECT 'sync', '{"id":' || i || '}', '${status}', 1, 8, ${at}, ${at} FROM n`,
    `INSERT INTO bundle_mails (message, status, "to", subject, envelope, created, sent)
      ${numbers(count)} SELECT 'note', '${isDead ? "failed" : "sent"}', 'u' || i || '@example.com', 'x', '{}', ${at}, ${at} FROM n`,
    `INSERT INTO bundle_events (source, event, type, payload, status, created, finished)
      ${numbers(count)} SELECT 'stripe', '${status}' || i, 'x', '{}', '${status}', ${at}, ${at} FROM n`,
  ];
}

const VARIANTS: [name: string, finished: number, dead: number][] = [
  ["empty", 0, 0],
  ["300,000 finished", 300_000, 0],
  ["1,000,000 finished, 100,000 dead", 1_000_000, 100_000],
];

interface Variant {
  name: string;
  server: Server;
  /** Milliseconds. */
  health: number[];
  dashboard: number[];
  work: number[];
}

export async function counts(quick: boolean): Promise<Table[]> {
  const variants: Variant[] = [];
  try {
    for (const [name, finished, dead] of VARIANTS) {
      const server = await withBundle(CONFIG, { hooks: HOOKS });
      variants.push({ name, server, health: [], dashboard: [], work: [] });
      const statements = [
        ...(finished > 0 ? rowsOf(finished, false) : []),
        ...(dead > 0 ? rowsOf(dead, true) : []),
      ];
      for (const statement of statements) await sql(server, { statement });
    }
    // The first round finds nothing in the caches.
    for (const { server } of variants) {
      await measure({ name: "", server, health: [], dashboard: [], work: [] });
    }
    await inRounds(variants, quick ? 3 : 10, measure);
  } finally {
    await Promise.all(variants.map(({ server }) => server[Symbol.asyncDispose]()));
  }
  const cell = (runs: number[], digits: number) => range(summary(runs), digits);
  return [
    table(
      [
        "jobs, mails and events, as many of each",
        "`GET /api/bundle/health`, ms",
        "the dashboard's first page of each, ms",
        "a change and its job, ms of processor time",
      ],
      variants.map(({ name, health, dashboard, work }) => [
        name,
        cell(health, 1),
        cell(dashboard, 1),
        cell(work, 3),
      ]),
    ),
  ];
}

async function measure({ server, health, dashboard, work }: Variant) {
  const lists = ["bundle_jobs", "bundle_mails", "bundle_events"];
  health.push(await timeOf(() => server.pb.send("/api/bundle/health", {})));
  dashboard.push(
    await timeOf(async () => {
      // As the dashboard asks.
      const options = { sort: "-@rowid", skipTotal: true };
      for (const name of lists) await server.pb.collection(name).getList(1, 40, options);
    }),
  );
  const before = processorTime(server.pid);
  await sql(server, {
    statement: `INSERT INTO orders (title) ${numbers(ORDERS)} SELECT 'x' FROM n`,
  });
  await drained(server);
  work.push((1000 * (processorTime(server.pid) - before)) / ORDERS);
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}
