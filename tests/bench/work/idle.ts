// Measures the processor time of an idle server, from Linux.
import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "../../../kit/testing/index.ts";
import { processorTime } from "../processor-time.ts";
import { type Table, table } from "../report.ts";
import { insertJobs, SQL_HOOK } from "./jobs.ts";
import { LATER } from "./queues/queue.ts";
import { bare, withBundle } from "./servers.ts";

const config = (jobs: string) => `{ jobs: ${jobs}, extensions: [{ name: "bench",
  changes: [{ on: "orders:create", handler() {} }], jobs: { sync: { handler() {} } } }] }`;

const VARIANTS: [name: string, server: () => Promise<Server>][] = [
  ["bare PocketBase", () => bare()],
  ["captured, two workers", () => withBundle(config("{}"))],
  ["the same, poll: 500", () => withBundle(config("{ poll: 500 }"))],
  ["captured, two workers, 100,000 jobs for a later time", withLater],
];

async function withLater(): Promise<Server> {
  const server = await withBundle(config("{}"), { hooks: SQL_HOOK });
  await insertJobs(server, "sync", 100_000, LATER);
  return server;
}

export async function idle(quick: boolean): Promise<Table[]> {
  if (process.platform !== "linux") {
    return [table([`Skipped: idle cost is read from /proc, and this is ${process.platform}.`], [])];
  }
  const seconds = quick ? 10 : 30;
  const servers: [string, Server][] = [];
  try {
    for (const [name, start] of VARIANTS) servers.push([name, await start()]);
    // By then the start, and a bare server's first garbage collection, are over.
    await sleep(5000);
    const before = servers.map(([, { pid }]) => processorTime(pid));
    await sleep(seconds * 1000);
    const used = servers.map(([, { pid }], i) => processorTime(pid) - (before[i] ?? 0));
    return [
      table(
        [`${seconds} s idle`, "processor time, ms", "% of one core"],
        servers.map(([name], i) => {
          const time = used[i] ?? Number.NaN;
          return [name, (time * 1000).toFixed(0), ((100 * time) / seconds).toFixed(2)];
        }),
      ),
    ];
  } finally {
    await Promise.all(servers.map(([, server]) => server[Symbol.asyncDispose]()));
  }
}
