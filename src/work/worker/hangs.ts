// Workers whose jobs hang. Nothing in PocketBase's runtime reaches the VM of another goroutine to
// interrupt it, so a handler that loops uses a processor until the process ends.
import type { App } from "../../contract/pocketbase.ts";
import { warn } from "../../pocketbase/log.ts";
import { threadTimes } from "../../pocketbase/thread-times.ts";
import { beat } from "../heartbeat.ts";
import type { JobTypes } from "../jobs/job-types.ts";
import { expireLease } from "../jobs/transitions/expire.ts";
import { batches, leases, own, slots, watched } from "../store.ts";
import { every } from "./every.ts";
import type { WorkerOptions } from "./worker-options.ts";

/**
 * Workers that wait, such as for `$http.send`, cost nothing and return. So the server restarts only
 * while one of its threads is at work for more than this share of the time.
 */
const BUSY = 0.8;
/** Milliseconds between two restarts that fail, such as for a mistake in a config that was saved. */
const RESTART = 60_000;

export class Hangs {
  /** What the threads had worked at a step, in milliseconds since 1970. */
  private read = { at: 0, times: new Map<string, number>() };

  constructor(
    private readonly app: App,
    private readonly types: JobTypes,
    private readonly options: WorkerOptions,
    private readonly start: (slot: string) => void,
  ) {}

  /** Another worker gets the slot and the jobs of one that hangs. */
  step() {
    for (const job of watched.hanging().filter(({ isLost }) => !isLost)) {
      const { id, slot, token, timeout } = job;
      watched.add({ ...job, isLost: true });
      leases.end(token);
      batches.end(token);
      expireLease(this.app, this.types, job, this.options.backoff);
      slots.leave(slot, slots.ownerOf(slot));
      this.start(slot);
      beat(this.app);
      warn(this.app, said(id, timeout, watched.lost()));
    }
    const count = watched.lost();
    const isBusy = count > 0 && this.isBusy();
    const { restartAfterHangs } = this.options;
    // A process beside the server must not close the database (see kernel/database-extension.ts).
    if (own.role() !== "server") return;
    if (isBusy && restartAfterHangs > 0 && count >= restartAfterHangs) this.restart();
  }

  /** Whether a thread has not rested since the last step, as in a loop. */
  private isBusy(): boolean {
    const { at, times } = this.read;
    this.read = { at: Date.now(), times: threadTimes() };
    const least = BUSY * (this.read.at - at);
    return [...this.read.times].some(([name, time]) => time - (times.get(name) ?? time) > least);
  }

  private readonly restart = every(RESTART, () => {
    warn(
      this.app,
      `Pocketbundle: restarts the server, because ${watched.lost()} of its workers hang and use the processor. The option jobs.restartAfterHangs says after how many.`,
    );
    this.app.restart();
  });
}

const said = (id: string, timeout: number, count: number) =>
  `Pocketbundle: the job ${id} did not end within ${timeout} s. Another worker takes its place. ${count} worker(s) of this process hang: if a handler loops, it uses a processor until you restart the ${own.role()}.`;
