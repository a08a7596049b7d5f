// What becomes of a batch, written under its fencing token.
import type { App } from "../../contract/pocketbase.ts";
import { dateText, now, retryDelay } from "../../lib/time.ts";
import { errorText, logFailure, warn } from "../../pocketbase/log.ts";
import { execute, type SqlParams, value } from "../../pocketbase/sql.ts";
import { buryJob, type DeadJob } from "./bury.ts";
import type { ClaimedJob } from "./claim.ts";
import type { JobTypes } from "./definitions.ts";
import { Discard, Postpone, RetryIn } from "./outcome.ts";

/** How a batch is written. */
export interface LedgerOptions {
  token: string;
  /** Milliseconds before the second attempt. */
  backoff: number;
  /** Runs a write when no other worker of the process does. */
  exclusive<T>(run: () => T): T;
}

const DONE =
  "status = 'done', finished = {:now}, attempts = attempts + (id != {:begun}), token = '', leased_until = '', error = ''";
const STATE =
  "SELECT json_array(attempts + (id != {:begun}), max_attempts, payload) AS row FROM bundle_jobs WHERE id = {:id}";
const ENDED = "attempts = {:attempts}, error = {:error}, token = '', leased_until = ''";
const RETRY = `status = 'queued', run_at = {:runAt}, ${ENDED}`;
/** Whether it was counted before it ran or not, it is no attempt. */
const POSTPONED =
  "status = 'queued', run_at = {:runAt}, attempts = attempts - (id = {:begun}), token = '', leased_until = ''";
const DEAD = `status = 'dead', run_at = '', finished = {:now}, ${ENDED}`;

/** What is known of a batch and not written yet. Every statement asks for the token: who lost the lease changes nothing. */
export class Ledger {
  /** When the last statement was, in milliseconds. */
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
    this.update("attempts = attempts + 1", "id = {:id}", { id });
    this.begun = id;
  }

  write() {
    const ids = this.ids;
    this.written = Date.now();
    if (ids.length === 0) return;
    const written = this.update(DONE, "id IN (SELECT value FROM json_each({:ids}))", {
      ids: JSON.stringify(ids),
      begun: this.begun,
      now: now(),
    });
    this.ids = [];
    if (written < ids.length) this.warnOfLoss(ids.length - written);
  }

  fail([id, type]: ClaimedJob, error: unknown) {
    this.write();
    if (error instanceof Postpone) return this.postpone(id, error.seconds);
    const [attempts, max, payload] = this.stateOf(id);
    const isDead = error instanceof Discard || attempts >= max;
    const where = `job ${type} ${id}, attempt ${attempts} of ${max}`;
    if (isDead || !(error instanceof RetryIn)) {
      logFailure(this.app, isDead ? `${where}, given up,` : where, error);
    }
    const text = errorText(error);
    const written = isDead
      ? this.bury({ id, type, payload, error: text }, attempts)
      : this.update(RETRY, "id = {:id}", {
          id,
          attempts,
          error: text,
          runAt: dateText(Date.now() + this.delayAfter(error, attempts)),
        }) > 0;
    if (!written) this.warnOfLoss(1);
  }

  private postpone(id: string, seconds: number) {
    const runAt = dateText(Date.now() + seconds * 1000);
    const params = { id, runAt, begun: this.begun };
    if (this.update(POSTPONED, "id = {:id}", params) === 0) this.warnOfLoss(1);
  }

  private bury(job: DeadJob, attempts: number): boolean {
    const { id, error } = job;
    const set = (app: App) =>
      this.updateIn(app, DEAD, "id = {:id}", { id, attempts, error, now: now() }) > 0;
    return this.options.exclusive(() => buryJob(this.app, this.types, job, set));
  }

  private delayAfter(error: unknown, attempts: number): number {
    return error instanceof RetryIn && error.seconds !== undefined
      ? error.seconds * 1000
      : retryDelay(attempts, this.options.backoff);
  }

  /** The attempts with this one, how many there may be, and the payload as it was before the handler got it. */
  private stateOf(id: string): [attempts: number, max: number, payload: string] {
    return value(this.app, STATE, { id, begun: this.begun }) ?? [1, 1, "null"];
  }

  /** Writes the rest: all that the token still holds is done. */
  end() {
    const done = this.ids.length;
    this.ids = [];
    if (done === 0) return;
    const written = this.update(DONE, "true", { begun: this.begun, now: now() });
    if (written < done) this.warnOfLoss(done - written);
  }

  /** Gives back what has not begun. */
  release() {
    this.write();
    this.update("status = 'queued', token = '', leased_until = ''", "true", {});
  }

  private update(set: string, where: string, params: SqlParams): number {
    return this.options.exclusive(() => this.updateIn(this.app, set, where, params));
  }

  private updateIn(app: App, set: string, where: string, params: SqlParams): number {
    const { token } = this.options;
    const sql = `UPDATE bundle_jobs SET ${set} WHERE ${where} AND status = 'running' AND token = {:token}`;
    return execute(app, sql, { ...params, token });
  }

  private warnOfLoss(count: number) {
    const message = `Pocketbundle: ${count} job(s) were no longer this worker's when they were done: their lease had run out, or somebody changed them.`;
    warn(this.app, message);
  }
}
