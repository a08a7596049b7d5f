// As many as go: 32 clients, each sends the next event when the last one is answered.
import { range, summary } from "../stats.ts";
import { printTable } from "../work/machine.ts";
import { handled, receiver, send, stored } from "./send.ts";

const VARIANTS: [name: string, handler: string][] = [
  ["a handler that does nothing", "() => {}"],
  [
    "a handler that saves a record",
    `(event, ctx) => ctx.app.save(new Record(ctx.app.findCollectionByNameOrId("orders"), { title: event.id }))`,
  ],
];

export async function load(quick: boolean) {
  const [rounds, seconds] = quick ? [2, 3] : [5, 5];
  const lines: string[][] = [];
  for (const [name, handler] of VARIANTS) {
    const server = await receiver(handler);
    try {
      const perSecond: number[] = [];
      const p99: number[] = [];
      let left = 0;
      let after = 0;
      await send(server, { connections: 32, seconds: 1 });
      for (let round = 0; round < rounds; round++) {
        await handled(server);
        const before = (await stored(server)).all;
        const result = await send(server, { connections: 32, seconds });
        const { all, waiting } = await stored(server);
        perSecond.push((all - before) / result.duration);
        p99.push(result.latency.p99);
        left = waiting / (all - before);
        after = await handled(server);
      }
      lines.push([
        name,
        range(summary(perSecond)),
        summary(p99).median.toFixed(0),
        `${(100 * left).toFixed(0)}%`,
        after.toFixed(1),
      ]);
    } finally {
      await server[Symbol.asyncDispose]();
    }
  }
  printTable(
    [
      `3 KB events stored/s, 32 clients, ${rounds} × ${seconds} s`,
      "median (middle half)",
      "p99 ms",
      "left to handle at the end",
      "done after s",
    ],
    ...lines,
  );
}
