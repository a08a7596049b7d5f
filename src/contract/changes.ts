// The public types of changes. Types only, part of pocketbundle.d.ts.
import type { Context } from "./context.ts";

/** A committed change of one record. All values are plain: JSON parsed, dates as ISO strings. */
export interface Change {
  /** Unique for ever, so that it can be part of a job's key. */
  id: string;
  /** The collection's name. */
  collection: string;
  action: "create" | "update" | "delete";
  /** The new row; of a delete, the old one. Without passwords and hidden fields. */
  // biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
  record: Record<string, any>;
  /** The row before an update, else `null`. */
  // biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
  before: Record<string, any> | null;
  /** The names of the fields that an update changed. */
  changed: string[];
  /** When, as an ISO string. */
  at: string;
}

/**
 * Runs after the commit, at least once for every committed change, for one record in the order of the commits. The
 * handler runs in a transaction with all that it writes and enqueues through `ctx`, so it is short: what takes
 * time or talks to others is a job's. One that throws is tried again, later changes of the record wait for it.
 */
export interface ChangeListener {
  /** `"<collection>:<create|update|delete>"`, `"<collection>:*"`, or a list of them. */
  on: string | string[];
  handler(change: Change, ctx: Context): void;
}
