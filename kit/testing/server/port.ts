import { createServer } from "node:net";

/**
 * Below those that systems give to outgoing connections: one of them would take the port of a
 * server that restarts.
 */
const FIRST = 20_000;
const COUNT = 12_000;
const TRIES = 100;

/** Returns a loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (let i = 0; i < TRIES; i++) {
    const port = FIRST + Math.floor(COUNT * Math.random());
    if (await isFree(port)) return port;
  }
  throw new Error(
    `None of ${TRIES} loopback ports from ${FIRST} to ${FIRST + COUNT - 1} was free. Close what listens there.`,
  );
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
