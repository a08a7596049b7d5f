import type { JobContext } from "../../jobs/types.ts";
import { refuseAsync } from "../../kernel/async.ts";
import type { App, Context, Log } from "../../kernel/contract.ts";
import { execute } from "../../kernel/sql.ts";
import { now } from "../../kernel/time.ts";
import { isoOf, orderOf } from "./moment.ts";
import type { EventContext } from "./options.ts";
import type { EventRow } from "./run.ts";

/** What a handler gets: the job's context, the event, and a way to let each effect through once. */
export class EventJobContext implements EventContext {
  readonly #used = new Set<string>();

  constructor(
    private readonly context: JobContext,
    private readonly row: EventRow,
  ) {}

  get app(): App {
    return this.context.app;
  }

  get log(): Log {
    return this.context.log;
  }

  get jobs(): JobContext["jobs"] {
    return this.context.jobs;
  }

  get mail(): JobContext["mail"] {
    return this.context.mail;
  }

  get job(): JobContext["job"] {
    return this.context.job;
  }

  get event(): EventContext["event"] {
    const { source, event: id, type, at, test } = this.row;
    return { source, id, type, at: isoOf(at), test: test !== 0, key: `${source}/${id}` };
  }

  retryIn(seconds?: number, reason?: string): Error {
    return this.context.retryIn(seconds, reason);
  }

  postpone(seconds: number): Error {
    return this.context.postpone(seconds);
  }

  discard(reason: string): Error {
    return this.context.discard(reason);
  }

  transaction<T>(run: (tx: Context) => T): T {
    return this.context.transaction(run);
  }

  once(run: (tx: Context) => void): boolean {
    return this.latest(`once ${this.row.id}`, run);
  }

  latest(key: string, run: (tx: Context) => void): boolean {
    // A second attempt could not tell which of the two was through.
    if (this.#used.has(key)) throw new Error(`This handler has used the key "${key}" before.`);
    this.#used.add(key);
    return this.transaction((tx) => {
      const isLet = this.letThrough(tx, `${this.row.source} ${key}`);
      if (isLet) refuseAsync<unknown>(run(tx));
      return isLet;
    });
  }

  /** Notes this event as the newest for the key; `false` when it is not, or when this very job has done it before. */
  letThrough(tx: Context, key: string): boolean {
    return execute(tx.app, MARK, { key, at: orderOf(this.row), job: this.job.id, now: now() }) > 0;
  }
}

const MARK = `INSERT INTO bundle_latest (key, at, job, updated) VALUES ({:key}, {:at}, {:job}, {:now})
  ON CONFLICT (key) DO UPDATE SET at = excluded.at, job = excluded.job, updated = excluded.updated
  WHERE excluded.at >= bundle_latest.at AND excluded.job != bundle_latest.job`;
