// As a busy sender does: 200 events a second, and how soon each is answered.
import { printTable } from "../work/machine.ts";
import { handled, receiver, send } from "./send.ts";

const RATE = 200;
/** A handler that takes its time holds a worker, not the sender. */
const HANDLER = `(event, ctx) => ctx.app.save(new Record(ctx.app.findCollectionByNameOrId("orders"), { title: event.id }))`;

export async function latency(quick: boolean) {
  const seconds = quick ? 5 : 30;
  const server = await receiver(HANDLER);
  try {
    await send(server, { connections: 8, seconds: 1, rate: RATE });
    await handled(server);
    const { latency, requests } = await send(server, { connections: 8, seconds, rate: RATE });
    printTable(
      [`${RATE} events/s for ${seconds} s, each handled`, "p50 ms", "p99 ms", "max ms"],
      [`${requests.average.toFixed(0)}/s`, ...[latency.p50, latency.p99, latency.max].map(String)],
    );
  } finally {
    await server[Symbol.asyncDispose]();
  }
}
