// The cheap question that an idle server asks ten times a second.
import type { App } from "../../contract/pocketbase.ts";
import { polled } from "../../pocketbase/polled.ts";
import type { SqlParams } from "../../pocketbase/sql.ts";

/**
 * The newest change and job. The change's time is in it, because SQLite counts from 1 again after
 * the table was empty.
 */
const NEWEST = `SELECT json_quote(
  COALESCE((SELECT id || created FROM bundle_captured ORDER BY id DESC LIMIT 1), '') || ' ' || (SELECT COALESCE(max(rowid), 0) FROM bundle_jobs)) AS row`;
/**
 * Milliseconds between two looks for jobs that became due or were put back, which makes no newer
 * row.
 */
const LOOK_EVERY = 500;

/** Whether there may be work that a worker has not seen. */
export class News {
  private seen = "";
  /** When the worker last looked for work, in milliseconds. */
  private lookedAt = 0;

  private readonly newest: (params: SqlParams) => string | undefined;

  constructor(
    app: App,
    private readonly poll: number,
  ) {
    this.newest = polled(app, NEWEST);
  }

  /** `quiet` is how many times longer than usual to trust that nothing else became due. */
  arrived(quiet: number): boolean {
    const newest = this.newest({}) ?? "";
    const passed = Date.now() - this.lookedAt;
    const isKnown = newest === this.seen;
    if (isKnown && passed >= 0 && passed < quiet * Math.max(LOOK_EVERY, this.poll)) return false;
    this.seen = newest;
    this.lookedAt = Date.now();
    return true;
  }

  /** Makes the next look a full one, because there may be more work. */
  forget() {
    this.seen = "";
  }
}
