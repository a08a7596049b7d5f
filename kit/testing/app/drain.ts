import { refuseUnknownKeys } from "../known-keys.ts";
import type { App } from "../mock/core/app.ts";
import type { Core } from "../mock/core/core.ts";
import type { Clock } from "../mock/go/clock.ts";

const STORE = "pocketbundle.worker.";
const HELD = "pocketbundle.life";
const SERVES = "pocketbundle.serves";
const KEEPER = "pocketbundle-keeper";
const WORKER = "pocketbundle-worker-1";

/**
 * Makes the clock of the app. When the time jumps, the bundle's keeper runs, as it would have run
 * meanwhile.
 */
export function testClock({ clock, cron, failures }: Core): Pick<Clock, "now" | "set" | "advance"> {
  const keep = () => failures.guard(() => cron.find(KEEPER)?.run());
  return {
    now: () => clock.now(),
    set(time) {
      clock.set(time);
      keep();
    },
    advance(by) {
      clock.advance(by);
      keep();
    },
  };
}

/** Tells the bundle's loops to end when they find nothing to do. */
export const endLoopsWhenIdle = ({ store }: Core) => store.set(`${STORE}draining`, "1");

/** Tells the bundle that other processes see this one live: the mock has no others. */
export const holdLife = ({ store }: Core) => {
  for (const key of [HELD, SERVES]) store.set(key, "");
};

export interface DrainOptions {
  /** Milliseconds by the machine's clock after which draining fails. Default 10,000. */
  timeout?: number;
}

/**
 * Runs the bundle's keeper, which gives back the jobs of dead workers, and then a worker until no
 * change waits and no job is due at the time of the clock.
 */
export function drain(app: App, options: DrainOptions = {}): void {
  refuseUnknownKeys("app.drain()", options, { timeout: true });
  const { timeout = 10_000 } = options;
  const { cron, logs, database } = app.core;
  const loops = [KEEPER, WORKER].map((name) => cron.find(name));
  if (!loops.every((loop) => loop)) {
    throw new Error(
      "there is no worker to drain: no extension of the bundle listens to changes or has jobs",
    );
  }
  const before = logs.length;
  database.deadline = { at: Date.now() + timeout, message: endless(timeout) };
  try {
    for (const loop of loops) loop?.run();
  } finally {
    database.deadline = undefined;
  }
  // A loop logs errors outside of handlers and would try again, so the log is checked.
  const failed = logs.slice(before).find(({ message }) => message.includes("background work ("));
  if (failed) throw new Error(failed.message);
}

const endless = (milliseconds: number) =>
  `app.drain() found work for ${milliseconds} ms: does a job enqueue itself again without a delay?`;
