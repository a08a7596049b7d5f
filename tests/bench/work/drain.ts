// Measures jobs per second of one worker, and compares it with Node.js queues on PostgreSQL.

import { type Table, table } from "../report.ts";
import { inRounds } from "../rounds.ts";
import { range, ratios, summary } from "../stats.ts";
import { boss } from "./queues/boss.ts";
import { graphile } from "./queues/graphile.ts";
import { pocketbundle } from "./queues/pocketbundle.ts";
import { type Commit, missing, type Postgres, startPostgres, versions } from "./queues/postgres.ts";
import type { Queue } from "./queues/queue.ts";

interface Row {
  name: string;
  /** The other jobs in the table. */
  beside: string;
  open(): Promise<Queue>;
}
const LATER = "for a later time";

const OWN: Row[] = [
  { beside: "", open: () => pocketbundle("nothing") },
  { beside: `of their type, ${LATER}`, open: () => pocketbundle("later") },
  { beside: `of another type, ${LATER}`, open: () => pocketbundle("another later") },
  { beside: "of another type, for a free slot", open: () => pocketbundle("no free slot") },
].map((row) => ({ ...row, name: "Pocketbundle" }));

const others = (postgres: Postgres): Row[] => [
  ...(["off", "on"] as const).flatMap((commit) => [
    rowOf("graphile-worker as installed", commit, () => graphile(postgres, "installed", commit)),
    rowOf("graphile-worker at its best", commit, () => graphile(postgres, "best", commit)),
    rowOf("pg-boss, batches of 50", commit, () => boss(postgres, 50, commit)),
    rowOf("pg-boss, batches of 500", commit, () => boss(postgres, 500, commit)),
    rowOf("pg-boss, batches of 2,000", commit, () => boss(postgres, 2000, commit)),
  ]),
  rowOf("graphile-worker at its best", "off", () => graphile(postgres, "best", "off"), LATER),
  rowOf("pg-boss, batches of 2,000", "off", () => boss(postgres, 2000, "off"), LATER),
];

const rowOf = (name: string, commit: Commit, open: Row["open"], beside = ""): Row => ({
  name: `${name}, synchronous_commit=${commit}`,
  beside,
  open,
});

export async function drain(quick: boolean): Promise<Table[]> {
  const lacks = missing();
  const postgres = lacks ? undefined : await startPostgres();
  const rows = [...OWN, ...(postgres ? others(postgres) : [])];
  const queues: Queue[] = [];
  try {
    for (const { open, beside } of rows) {
      const queue = await open();
      queues.push(queue);
      if (beside) await queue.addBeside(100_000);
      await perSecond(queue, 1000);
    }
    const runs = await measure(queues, quick ? 3 : 5, quick ? 0.25 : 1);
    return [
      table(
        [
          "jobs/s of one worker, jobs that do nothing",
          "100,000 more wait",
          "median (middle half)",
          "× the first, round by round",
        ],
        rows.map(({ name, beside }, i) => {
          const speeds = runs[i] ?? [];
          return [name, beside, range(summary(speeds)), range(ratios(speeds, runs[0] ?? []), 2)];
        }),
        postgres
          ? `${NOTE} ${versions(postgres)}`
          : `Skipped: graphile-worker and pg-boss. ${lacks}`,
      ),
    ];
  } finally {
    await Promise.all(queues.map((queue) => queue.end()));
    await postgres?.stop();
  }
}

async function measure(queues: Queue[], rounds: number, share: number): Promise<number[][]> {
  const runs = queues.map((): number[] => []);
  await inRounds([...queues.entries()], rounds, async ([i, queue]) => {
    runs[i]?.push(await perSecond(queue, queue.jobs * share));
  });
  return runs;
}

async function perSecond(queue: Queue, count: number): Promise<number> {
  await queue.fill(count);
  return count / (await queue.drain(count));
}

const NOTE =
  "PocketBase's SQLite does not wait for the disk at a commit (WAL, synchronous=NORMAL): synchronous_commit=off is the like of it.";
