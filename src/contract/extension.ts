// What an extension is. Types only, part of pocketbundle.d.ts.
import type { ChangeListener } from "./changes.ts";
import type { Context } from "./context.ts";
import type { Hook } from "./hook.ts";
import type { JobDefinition } from "./jobs.ts";
import type { Mail } from "./mail.ts";
import type { Route } from "./route.ts";

/** Runs on a schedule (UTC), once in the whole server. */
export interface Cron {
  /** Unique in the server. */
  name: string;
  /** Five fields, or a macro such as `@hourly`. */
  schedule: string;
  handler(ctx: Context): void;
}

/**
 * A collection that the extension needs, as PocketBase exports it. Made at start-up when it is missing;
 * later runs add missing fields and indexes and never remove any. Rules left out mean superusers only.
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

/** What `check` gets. */
export interface CheckContext extends Context {
  /** Stops the server from starting. `path` is the place in the config. */
  refuse(path: string, message: string): void;
}

/** A server extension. Every part but the name is optional; what is left out costs nothing. */
export interface Extension {
  /** Lower-case words with dashes; unique. */
  name: string;
  collections?: CollectionDefinition[];
  routes?: Route[];
  hooks?: Hook[];
  /** Durable: handlers of committed changes. */
  changes?: ChangeListener[];
  /** Durable: handlers of background jobs, by type. Types are unique in the config. */
  jobs?: Record<string, JobDefinition>;
  /**
   * Collections whose rows a job runs, each with the job's type. A row whose `status` is set to `queued` (dashboard, API,
   * `app.save`, `pocketbase bundle retry <id>`) gets a new job with the payload `{ id }`, in the transaction of the save.
   */
  replays?: Record<string, string>;
  crons?: Cron[];
  /** Makes `ctx.mail`. One extension can. */
  mail?(ctx: Context): Mail;
  /** Runs once before the server listens, when all collections are there. */
  check?(ctx: CheckContext): void;
}

/** Gives an extension its types; returns it as it is. */
export type DefineExtension = (extension: Extension) => Extension;
