// Writes the outcomes of a batch under its fencing token, in as few statements as is safe in a
// crash.
import type { App } from "../../contract/pocketbase.ts";
import { retryDelay } from "../../lib/time.ts";
import { errorText, logAgain, logFailure } from "../../pocketbase/failure-log.ts";
import { warn } from "../../pocketbase/log.ts";
import { value } from "../../pocketbase/sql.ts";
import type { JobTypes } from "./job-types.ts";
import { Discard, Postpone, RetryIn } from "./outcome.ts";
import { beginJob } from "./transitions/begin.ts";
import { buryFailed } from "./transitions/bury.ts";
import type { ClaimedJob } from "./transitions/claim.ts";
import { finishHeld, finishJobs } from "./transitions/finish.ts";
import { postponeJob } from "./transitions/postpone.ts";
import { releaseJobs } from "./transitions/release.ts";
import { delayWaiting } from "./transitions/reschedule.ts";
import { retryJob } from "./transitions/retry.ts";

export interface LedgerOptions {
  token: string;
  /** Milliseconds before the second attempt. */
  backoff: number;
  /** Runs a write when no other worker of the process does. */
  exclusive<T>(run: () => T): T;
}

const STATE =
  "SELECT json_array(attempts + (id != {:begun}), max_attempts, payload) AS row FROM bundle_jobs WHERE id = {:id}";

/** The outcomes of a batch that are not written yet. */
export class Ledger {
  /** When the ledger last wrote, in milliseconds since 1970. */
  written = Date.now();
  private ids: string[] = [];
  private begun = "";

  constructor(
    private readonly app: App,
    private readonly types: JobTypes,
    private readonly options: LedgerOptions,
  ) {}

  done(id: string) {
    this.ids.push(id);
  }

  /** Counts the attempt before it is made. */
  begin(id: string) {
    this.write();
    this.exclusive((token) => beginJob(this.app, token, id));
    this.begun = id;
  }

  write() {
    const { ids } = this;
    this.ids = [];
    this.written = Date.now();
    if (ids.length === 0) return;
    this.expect(ids.length, (token) => finishJobs(this.app, token, ids, this.begun));
  }

  fail(job: ClaimedJob, error: unknown) {
    this.write();
    if (error instanceof Postpone) return this.postpone(job, error.seconds * 1000);
    const [id, type, , other] = job;
    const [attempts, max, payload] = this.stateOf(id);
    // The number is negative for a job that was cancelled while it ran (see waits-again.ts).
    const isDead = max >= 0 && (error instanceof Discard || attempts >= max);
    const where = `job ${type} ${id}, attempt ${attempts} of ${Math.abs(max)}`;
    const failure = { id, attempts, error: errorText(error) };
    const isNew = other?.[3] !== failure.error;
    if (isDead) {
      (isNew ? logFailure : logAgain)(this.app, `${where}, given up,`, error);
      this.expect(1, (token) =>
        buryFailed(this.app, this.types, token, { ...failure, type, payload }),
      );
    } else {
      if (isNew && !(error instanceof RetryIn)) logFailure(this.app, where, error);
      this.again(job, this.delayAfter(error, attempts), (token, delay) =>
        retryJob(this.app, token, failure, delay),
      );
    }
  }

  private postpone(job: ClaimedJob, milliseconds: number) {
    const { begun } = this;
    this.again(job, milliseconds, (token, delay) =>
      postponeJob(this.app, token, { id: job[0], begun }, delay),
    );
  }

  /** The job waits again, or a newer one with its key in its place. */
  private again(
    [, type, , other]: ClaimedJob,
    delay: number,
    write: (token: string, delay: number) => boolean,
  ) {
    const key = other?.[1];
    this.expect(1, (token) => {
      if (key) delayWaiting(this.app, type, key, delay);
      return write(token, delay);
    });
  }

  private delayAfter(error: unknown, attempts: number): number {
    return error instanceof RetryIn && error.seconds !== undefined
      ? error.seconds * 1000
      : retryDelay(attempts, this.options.backoff);
  }

  /**
   * The number of attempts with this one, their limit, and the payload, of which the handler may
   * have changed its copy.
   */
  private stateOf(id: string): [attempts: number, max: number, payload: string] {
    return value(this.app, STATE, { id, begun: this.begun }) ?? [1, 1, "null"];
  }

  /** Writes the rest. All jobs that the token still holds are done. */
  end() {
    const { length } = this.ids;
    this.ids = [];
    if (length > 0) this.expect(length, (token) => finishHeld(this.app, token, this.begun));
  }

  /** Gives back the jobs that have not begun. */
  release() {
    this.write();
    this.exclusive((token) => releaseJobs(this.app, token));
  }

  private exclusive<T>(write: (token: string) => T): T {
    const { token, exclusive } = this.options;
    return exclusive(() => write(token));
  }

  /** Writes, and warns when fewer jobs than expected were still this worker's. */
  private expect(count: number, write: (token: string) => number | boolean) {
    const lost = count - Number(this.exclusive(write));
    if (lost <= 0) return;
    const message = `Pocketbundle: ${lost} job(s) were no longer this worker's when they were done: their lease had run out, or somebody changed them.`;
    warn(this.app, message);
  }
}
