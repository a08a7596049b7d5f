// Runs a claimed batch. What is done is written in as few statements as a crash allows: a job that may have ended the process
// is marked as begun before it runs, and one that was done but not yet written runs again.
import { refuseAsync } from "../kernel/async.ts";
import { HandlerContext } from "../kernel/context.ts";
import type { App } from "../kernel/contract.ts";
import { logFailure, stackOf } from "../kernel/log.ts";
import { dateText, now, retryDelay } from "../kernel/time.ts";
import type { ClaimedJob } from "./claim.ts";
import type { JobTypes } from "./definitions.ts";
import { Discard, RetryIn } from "./outcome.ts";
import type { JobContext } from "./types.ts";

/** After this many milliseconds without a write, the next job is marked as begun. */
const UNWRITTEN = 10;
/** A job that took this long is not quick: what the batch still holds goes back to other workers. */
const SLOW = 50;

export interface BatchOptions {
  token: string;
  backoff: number;
  /** Runs a write when no other worker of the process does. */
  exclusive<T>(run: () => T): T;
  /** Whether to begin another job: the lease is alive, and the server does not stop. */
  mayGoOn(): boolean;
  /** Told how long a job took, in milliseconds. */
  took(type: string, milliseconds: number): void;
}

export function runBatch(
  app: App,
  types: JobTypes,
  jobs: ClaimedJob[],
  options: BatchOptions,
): void {
  const ledger = new Ledger(app, options);
  let begin = Date.now();
  let type = "";
  for (let i = 0; i < jobs.length; i++) {
    const job = jobs[i] as ClaimedJob;
    if (job[6] !== "" || begin - ledger.written > UNWRITTEN) ledger.begin(job[0]);
    const failure = attempt(app, types, job);
    if (failure) ledger.fail(job, failure.error, options.backoff);
    else ledger.done(job[0]);
    const end = Date.now();
    const time = end - begin;
    begin = end;
    if (time === 0 && type === job[1]) continue;
    // Only now and then: most jobs take less than the clock can tell, and asking costs more than some do.
    type = job[1];
    options.took(type, time);
    if (i + 1 < jobs.length && (time > SLOW || !options.mayGoOn())) {
      ledger.release();
      return;
    }
  }
  ledger.end();
}

class JobHandlerContext extends HandlerContext implements JobContext {
  constructor(
    app: App,
    extension: string,
    private readonly claimed: ClaimedJob,
  ) {
    super({ app }, extension);
  }

  get job(): JobContext["job"] {
    const [id, type, , key, attempts] = this.claimed;
    return { id, type, key, attempt: attempts + 1 };
  }

  retryIn(seconds: number): Error {
    return new RetryIn(seconds);
  }

  discard(reason: string): Error {
    return new Discard(reason);
  }
}

function attempt(app: App, types: JobTypes, job: ClaimedJob): { error: unknown } | undefined {
  const definition = types.get(job[1]);
  if (!definition) return { error: new Error(`No extension handles jobs of type "${job[1]}".`) };
  try {
    refuseAsync(
      definition.handler(job[2], new JobHandlerContext(app, definition.extension, job)) as unknown,
    );
    return undefined;
  } catch (error) {
    return { error };
  }
}

const DONE =
  "status = 'done', finished = {:now}, attempts = attempts + (id != {:begun}), token = '', leased_until = '', error = ''";

/** What is known of a batch and not written yet. Every statement asks for the token: who lost the lease changes nothing. */
class Ledger {
  /** When the last statement was, in milliseconds. */
  written = Date.now();
  private ids: string[] = [];
  private begun = "";

  constructor(
    private readonly app: App,
    private readonly options: Pick<BatchOptions, "token" | "exclusive">,
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

  fail([id, type, , , before, max]: ClaimedJob, error: unknown, backoff: number) {
    this.write();
    const attempts = before + 1;
    const isDead = error instanceof Discard || attempts >= max;
    const where = `job ${type} ${id}, attempt ${attempts} of ${max}`;
    if (!(error instanceof RetryIn)) {
      logFailure(this.app, isDead ? `${where}, given up,` : where, error);
    }
    const delay = error instanceof RetryIn ? error.seconds * 1000 : retryDelay(attempts, backoff);
    const written = this.update(
      "status = {:status}, attempts = {:attempts}, error = {:error}, run_at = {:runAt}, finished = {:finished}, token = '', leased_until = ''",
      "id = {:id}",
      {
        id,
        attempts,
        status: isDead ? "dead" : "queued",
        error: stackOf(error),
        runAt: isDead ? "" : dateText(Date.now() + delay),
        finished: isDead ? now() : "",
      },
    );
    if (written === 0) this.warnOfLoss(1);
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

  private update(set: string, where: string, params: Record<string, string | number>): number {
    const { token, exclusive } = this.options;
    const query = this.app
      .db()
      .newQuery(
        `UPDATE bundle_jobs SET ${set} WHERE ${where} AND status = 'running' AND token = {:token}`,
      )
      .bind({ ...params, token });
    return exclusive(() => query.execute().rowsAffected());
  }

  private warnOfLoss(count: number) {
    const message = `Pocketbundle: the lease of ${count} job(s) had run out when they were done: another worker has them now.`;
    this.app.logger().warn(message);
    console.warn(message);
  }
}
