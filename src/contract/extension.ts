// What an extension is. Types only, part of pocketbundle.d.ts.
import type { ChangeListener } from "./changes.ts";
import type { Context } from "./context.ts";
import type { Hook } from "./hook.ts";
import type { JobDefinition } from "./jobs.ts";
import type { Mail } from "./mail.ts";
import type { Route } from "./route.ts";

/** Runs on a schedule (UTC), once in the whole server. */
export interface Cron {
  /** The name, unique in the server. */
  name: string;
  /** Five fields as in crontab, or a macro such as `@hourly`. */
  schedule: string;
  handler(ctx: Context): void;
}

/**
 * A collection that the extension needs, as PocketBase exports it. Start-up makes it when it is
 * missing, adds missing fields, select values and indexes, and applies changed options and rules.
 * What the definition does not name stays as it is, and nothing is removed. A new collection
 * without rules is for superusers only.
 */
export interface CollectionDefinition {
  name: string;
  type?: "base" | "auth" | "view";
  fields?: { name: string; type: string; [option: string]: unknown }[];
  indexes?: string[];
  listRule?: string | null;
  viewRule?: string | null;
  createRule?: string | null;
  updateRule?: string | null;
  deleteRule?: string | null;
  [option: string]: unknown;
}

/** The context of `check`. */
export interface CheckContext extends Context {
  /**
   * Stops the server from starting. `path` is the place in the config. `file` is what must be
   * corrected when it is not the config: a path under `pb_hooks`, with `:` and the line if known.
   */
  refuse(path: string, message: string, file?: string): void;
}

/** A server extension. Every part except the name is optional, and a missing part costs nothing. */
export interface Extension {
  /** Lower-case words with dashes. The name must be unique. */
  name: string;
  collections?: CollectionDefinition[];
  routes?: Route[];
  hooks?: Hook[];
  /** Durable handlers of committed changes. */
  changes?: ChangeListener[];
  /** Durable handlers of background jobs, by type. A type must be unique in the config. */
  jobs?: Record<string, JobDefinition>;
  /**
   * Collections with a row for each piece of work that a job does, each with the job's type. When a
   * row's `status` is set to `queued` (in the dashboard, by the API, by `app.save` or by
   * `pocketbase bundle retry <id>`), a new job with the payload `{ id }` is enqueued in the
   * transaction of the save.
   */
  replays?: Record<string, string>;
  crons?: Cron[];
  /** Makes `ctx.mail`. Only one extension may have it. */
  mail?(ctx: Context): Mail;
  /**
   * Runs once before the server listens, when all collections exist, and in the transaction of the
   * start: read and write with `ctx.app`. `$app` would wait for that transaction for ever.
   */
  check?(ctx: CheckContext): void;
}

/** Returns the extension unchanged, with its types. */
export type DefineExtension = (extension: Extension) => Extension;
