// Measures the time from the commit to the start of the handler, while clients write at a steady
// rate, whether or not they are answered.
import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "../../../kit/testing/index.ts";
import { type Cell, type Table, table } from "../report.ts";
import { quantile } from "../stats.ts";
import { values } from "../validators/rules.ts";
import { drained, withBundle } from "./servers.ts";

const PER_SECOND = 200;

/**
 * The change's time is that of the commit, in milliseconds. The handlers print how late they are.
 */
const config = (jobs: string) => `{ jobs: ${jobs}, extensions: [{ name: "bench",
  changes: [{ on: "orders:create", handler(change, ctx) {
    console.log("late change " + (Date.now() - Date.parse(change.at)) + ";");
    ctx.jobs.enqueue("sync", { at: change.at });
  } }],
  jobs: { sync: { handler({ at }) { console.log("late job " + (Date.now() - Date.parse(at)) + ";"); } } } }] }`;

const VARIANTS = { "as installed": "{}", "poll: 20": "{ poll: 20 }" };

export async function start(quick: boolean): Promise<Table[]> {
  const seconds = quick ? 5 : 20;
  const rows: Cell[][] = [];
  for (const [name, jobs] of Object.entries(VARIANTS)) {
    await using server = await withBundle(config(jobs));
    await steady(server, 1);
    await drained(server);
    const warm = server.log().length;
    const answers = await steady(server, seconds);
    await drained(server);
    const log = server.log().slice(warm);
    rows.push(row(`${name}: the create's answer`, answers));
    rows.push(row(`${name}: the change's handler`, late(log, "change", answers.length)));
    rows.push(row(`${name}: the job that it enqueued`, late(log, "job", answers.length)));
  }
  return [
    table(
      [`ms from the commit, ${PER_SECOND} creates/s for ${seconds} s`, "p50", "p99", "longest"],
      rows,
    ),
  ];
}

const row = (name: string, times: number[]) => [
  name,
  ...[0.5, 0.99, 1].map((share) => quantile(times, share).toFixed(0)),
];

function late(log: string, what: string, count: number): number[] {
  const found = [...log.matchAll(new RegExp(`late ${what} (-?\\d+);`, "g"))];
  if (found.length < count) throw new Error(`${count} creates, but only ${found.length} ${what}s`);
  return found.map(([, ms]) => Number(ms));
}

/** Sends every create at its time, and returns the milliseconds of the answers. */
async function steady(server: Server, seconds: number): Promise<number[]> {
  const begin = performance.now();
  const answers: Promise<number>[] = [];
  for (let i = 0; i < seconds * PER_SECOND; i++) {
    const due = begin + (i * 1000) / PER_SECOND;
    while (performance.now() < due) await sleep(1);
    answers.push(create(server, due));
  }
  return Promise.all(answers);
}

async function create(server: Server, due: number): Promise<number> {
  const answer = await fetch(`${server.url}/api/collections/orders/records`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(values),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return performance.now() - due;
}
