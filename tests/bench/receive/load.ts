// Sends as many events as possible: each of 32 clients sends the next event when the last one is
// answered.
import type { Server } from "../../../kit/testing/index.ts";
import { type Table, table } from "../report.ts";
import { inRounds } from "../rounds.ts";
import { quantile, range, summary } from "../stats.ts";
import { sendEvents } from "./clients.ts";
import { byHand, handled, receiver, stored } from "./receiver.ts";

const SAVE = `(event, ctx) => ctx.app.save(new Record(ctx.app.findCollectionByNameOrId("orders"), { title: event.id }))`;
/**
 * A request that finds no VM in the pool makes one. 15 is PocketBase's default, and 64 is more than
 * the number of clients.
 */
const VARIANTS: [name: string, start: () => Promise<Server>][] = [
  ["nothing, pool 15", () => receiver("() => {}", 15)],
  ["nothing, pool 64", () => receiver("() => {}", 64)],
  ["a record, pool 64", () => receiver(SAVE, 64)],
  ["by hand: verified, stored, not handled; pool 15", () => byHand(15)],
  ["the same, pool 64", () => byHand(64)],
];

interface Runs {
  perSecond: number[];
  p99: number[];
  /**
   * The share of events that are not handled when the clients stop, and the time to handle them.
   */
  left: number[];
  seconds: number[];
}

export async function load(quick: boolean): Promise<Table[]> {
  const [rounds, seconds] = quick ? [3, 3] : [5, 5];
  const servers: { name: string; server: Server; runs: Runs }[] = [];
  try {
    for (const [name, start] of VARIANTS) {
      const server = await start();
      servers.push({ name, server, runs: { perSecond: [], p99: [], left: [], seconds: [] } });
      await sendEvents(server.url, { clients: 32, seconds: 1 });
    }
    await inRounds(servers, rounds, (one) => measure(one, seconds));
  } finally {
    await Promise.all(servers.map(({ server }) => server[Symbol.asyncDispose]()));
  }
  return [
    table(
      [
        `3 KB events stored/s, 32 clients, ${rounds} × ${seconds} s; the handler saves`,
        "median (middle half)",
        "p99 ms",
        "left to handle at the end",
        "done after s",
      ],
      servers.map(({ name, runs }) => [
        name,
        range(summary(runs.perSecond)),
        summary(runs.p99).median.toFixed(0),
        `${(100 * summary(runs.left).median).toFixed(0)}%`,
        summary(runs.seconds).median.toFixed(1),
      ]),
    ),
  ];
}

async function measure({ server, runs }: { server: Server; runs: Runs }, seconds: number) {
  await handled(server);
  const before = (await stored(server)).all;
  const times = await sendEvents(server.url, { clients: 32, seconds });
  const { all, waiting } = await stored(server);
  runs.perSecond.push((all - before) / seconds);
  runs.p99.push(quantile(times, 0.99));
  runs.left.push(waiting / (all - before));
  runs.seconds.push(await handled(server));
}
