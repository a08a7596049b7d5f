// The public types of changes. Types only, part of pocketbundle.d.ts.
import type { Context } from "./context.ts";

/**
 * A committed change of one record. All values are plain: JSON is parsed, dates are ISO strings.
 */
export interface Change {
  /** The id is unique for ever, so it can be part of a job's key. */
  id: string;
  /** The collection's name. */
  collection: string;
  action: "create" | "update" | "delete";
  /** The new row; for a delete, the old one. It has no passwords and no hidden fields. */
  // biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
  record: Record<string, any>;
  /** The row before an update; `null` for a create and a delete. */
  // biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
  before: Record<string, any> | null;
  /**
   * The names of the fields that an update changed. Empty for a create and a delete, and for an
   * update that changed nothing.
   */
  changed: string[];
  /** When the change was made, as an ISO string. */
  at: string;
}

/**
 * Handles committed changes. The handler runs after the commit, at least once for every change. The
 * changes of one record are handled in the order of their commits. Everything that the handler
 * writes and enqueues through `ctx` is in one transaction, which blocks other writes: keep the
 * handler short, and enqueue a job for slow work and for calls to other services. When it throws,
 * it is tried again, and later changes of the record wait for it.
 */
export interface ChangeListener {
  /** `"<collection>:<create|update|delete>"`, `"<collection>:*"`, or a list of them. */
  on: string | string[];
  handler(change: Change, ctx: Context): void;
}
