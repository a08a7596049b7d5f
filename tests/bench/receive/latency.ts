// Sends like a busy sender: 200 events a second, each at its time, whatever became of the events
// before it.
import { setTimeout as sleep } from "node:timers/promises";
import { type Table, table } from "../report.ts";
import { quantile } from "../stats.ts";
import { handled, receiver, signedEvent } from "./receiver.ts";

const RATE = 200;
/** A slow handler holds a worker, but not the sender. */
const HANDLER = `(event, ctx) => ctx.app.save(new Record(ctx.app.findCollectionByNameOrId("orders"), { title: event.id }))`;

export async function latency(quick: boolean): Promise<Table[]> {
  const seconds = quick ? 5 : 30;
  const server = await receiver(HANDLER);
  try {
    await sendAtRate(server.url, 2);
    await handled(server);
    const times = await sendAtRate(server.url, seconds);
    const cell = (share: number) => quantile(times, share).toFixed(1);
    return [
      table(
        [`${RATE} events/s for ${seconds} s, each handled`, "p50 ms", "p99 ms", "max ms"],
        [[`${times.length} events`, cell(0.5), cell(0.99), cell(1)]],
      ),
    ];
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

/** Returns the milliseconds from the time that each event is due to its answer. */
async function sendAtRate(url: string, seconds: number): Promise<number[]> {
  const begin = performance.now();
  const answers = Array.from({ length: RATE * seconds }, async (_, i) => {
    const due = begin + (i * 1000) / RATE;
    await sleep(Math.max(0, due - performance.now()));
    const { body, headers } = signedEvent();
    const response = await fetch(`${url}/api/bundle/receive/stripe`, {
      method: "POST",
      body,
      headers,
    });
    if (!response.ok) throw new Error(`an answer was ${response.status}`);
    await response.text();
    return performance.now() - due;
  });
  return Promise.all(answers);
}
