// Workers whose jobs hang. Nothing in PocketBase's runtime reaches the VM of another goroutine to
// interrupt it, so a handler that loops uses a processor until the process ends. Nothing tells such
// a handler from one that waits, either: Go runs goroutines on changing threads, and requests and
// other jobs use the processor too. So only a person, or an option, decides on a restart.
import type { App } from "../../contract/pocketbase.ts";
import { warn } from "../../pocketbase/log.ts";
import { beat } from "../heartbeat.ts";
import type { JobTypes } from "../jobs/job-types.ts";
import { expireLease } from "../jobs/transitions/expire.ts";
import { batches, leases, own, slots, watched } from "../store.ts";
import { every } from "./every.ts";
import type { WorkerOptions } from "./worker-options.ts";

/**
 * Milliseconds between two restarts, also those that fail, such as for a mistake in a config that
 * was saved. The first counts from the start of the process, so this holds over restarts.
 */
const RESTART = 60_000;

export class Hangs {
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
    const { restartAfterHangs: most } = this.options;
    // A process beside the server must not close the database (see kernel/database-extension.ts).
    if (most > 0 && watched.lost() >= most && own.role() === "server") this.restart();
  }

  private readonly restart = every(
    RESTART,
    () => {
      warn(
        this.app,
        `Pocketbundle: restarts the server, because ${watched.lost()} of its workers hang and jobs.restartAfterHangs is ${this.options.restartAfterHangs}.`,
      );
      this.app.restart();
    },
    Date.now(),
  );
}

const said = (id: string, timeout: number, count: number) =>
  `Pocketbundle: the job ${id} did not end within ${timeout} s. Another worker takes its place. ${count} worker(s) of this process hang: if a handler loops, it uses a processor until you restart the ${own.role()}.`;
