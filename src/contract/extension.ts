// This file has only types, because build.mjs copies it into pocketbundle.d.ts.
import type { ChangeListener } from "./changes.ts";
import type { JobDefinition, Jobs } from "./jobs.ts";
import type { Mail } from "./mail.ts";
import type { ValueRules } from "./values.ts";

type KnownEventName = {
  [K in keyof typeof globalThis]: K extends `on${infer Name}` ? Uncapitalize<Name> : never;
}[keyof typeof globalThis];

/** The name of a PocketBase event: `onRecordCreate` is `"recordCreate"`. */
export type EventName = [KnownEventName] extends [never] ? string : KnownEventName;

/** The event that PocketBase passes to the handlers of this name. */
export type EventOf<Name extends string> = typeof globalThis extends {
  [K in `on${Capitalize<Name>}`]: (handler: (e: infer E) => void, ...tags: string[]) => void;
}
  ? E
  : // biome-ignore lint/suspicious/noExplicitAny: without PocketBase's types there is nothing better to say.
    any;

/** PocketBase's app. It is typed where PocketBase's own `pb_data/types.d.ts` is loaded. */
export type App = EventOf<"recordCreate">["app"];

/** PocketBase's event for a request to a route. */
export type RequestEvent = typeof globalThis extends {
  // biome-ignore lint/suspicious/noExplicitAny: only the handler's event matters here.
  routerAdd: (method: string, path: string, handler: (e: infer E) => void, ...rest: any[]) => void;
}
  ? E
  : // biome-ignore lint/suspicious/noExplicitAny: without PocketBase's types there is nothing better to say.
    any;

/** Writes to PocketBase's log (Logs in the dashboard). `attributes` are key, value, key, value … */
export interface Log {
  debug(message: string, ...attributes: unknown[]): void;
  info(message: string, ...attributes: unknown[]): void;
  warn(message: string, ...attributes: unknown[]): void;
  error(message: string, ...attributes: unknown[]): void;
}

/** The context of every handler of an extension. */
export interface Context {
  /** The app to read and write with. Inside of a transaction, it is the transaction's app. */
  readonly app: App;
  readonly log: Log;
  /** The queue of background jobs. It is written in the transaction of `app`. */
  readonly jobs: Jobs;
  /**
   * The outbox of `mail`. It is written in the transaction of `app`. Throws when the config has no
   * `mail`.
   */
  readonly mail: Mail;
  /**
   * Runs `run` in a transaction and returns its result. When `run` throws, nothing stays of what it
   * wrote with `tx.app` and enqueued with `tx.jobs`. Only `tx` may write in it: `$app` and the
   * outer context would wait for its end for ever.
   */
  transaction<T>(run: (tx: Context) => T): T;
}

/** The request behind a route. Each part is read when it is first used. */
export interface RouteRequest {
  readonly method: string;
  readonly path: string;
  /** The client's address, as PocketBase's trusted proxy settings determine it. */
  readonly ip: string;
  /** Returns the first value of a header, `""` when there is none. Names ignore case. */
  header(name: string): string;
  /** Returns the body as it was received. It can be read again. */
  text(): string;
}

/** The context of the handler of a route. */
export interface RouteContext extends Context {
  /** The signed-in record; `null` for a guest. */
  readonly auth: RequestEvent["auth"] | null;
  /**
   * The parsed body (JSON or form). With `body` rules, it has only the fields that have rules, and
   * all of them have been checked.
   */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the client's.
  readonly body: Record<string, any>;
  readonly query: Record<string, string>;
  /** The values of the `{name}` parts of the path. */
  readonly params: Record<string, string>;
  readonly request: RouteRequest;
  /** PocketBase's own event, for answers other than JSON. */
  readonly event: RequestEvent;
}

/**
 * Who may call a route: `"public"` (anyone), `"any"` (any signed-in record), `"superusers"`, or the
 * records of one or several auth collections.
 */
export type RouteAuth = "public" | "any" | "superusers" | (string & {}) | string[];

/**
 * A route. Its JSON answer (200) is what the handler returns; when it returns nothing, the answer
 * is a 204.
 */
export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The path, for example `/api/stock/{id}`. */
  path: string;
  /** `auth` is required, so that no route is public by oversight. */
  auth: RouteAuth;
  /**
   * Rules for the fields of the body. A body that breaks a rule is answered with a 400 and field
   * errors.
   */
  body?: Record<string, ValueRules>;
  /**
   * The largest body in bytes; a larger one is answered with a 413. Default: PocketBase's limit of
   * 32 MB.
   */
  bodyLimit?: number;
  /**
   * `false` leaves successful requests out of PocketBase's log. Use it for routes that are called
   * often. Default `true`.
   */
  log?: boolean;
  handler(ctx: RouteContext): unknown;
}

/**
 * Runs in the request (or save) that causes the event. Pocketbundle calls `e.next()` itself,
 * exactly once, unless a `replace` returns `true`. All `before` run first, in order; then
 * `e.next()`; then all `after`, in reverse order. A throw in `before` refuses the action. A throw
 * in an `after` of a committed write is logged and does not reach the client.
 */
export interface HookOf<Name extends string> {
  /** The event, for example `"recordCreate"`. */
  on: Name;
  /** The names of the collections. Required for record, model, collection and file events. */
  collections?: string[];
  /**
   * Runs the event in a transaction: `ctx.app` is the transaction's app, and a throw in `after`
   * undoes the write. Only for events that write (`…Execute`). It holds a VM while the write waits
   * for SQLite, so do not use it where writes are frequent. Default `false`.
   */
  transaction?: boolean;
  before?(e: EventOf<Name>, ctx: Context): void;
  after?(e: EventOf<Name>, ctx: Context): void;
  /**
   * Runs after all `before`. When it returns `true`, it has replaced PocketBase's own action, which
   * is skipped.
   */
  replace?(e: EventOf<Name>, ctx: Context): boolean;
}
export type Hook = { [Name in EventName]: HookOf<Name> }[EventName];

/** Runs on a schedule (UTC), once in the whole server. */
export interface Cron {
  /** The name, unique in the server. */
  name: string;
  /** Five fields as in crontab, or a macro such as `@hourly`. */
  schedule: string;
  handler(ctx: Context): void;
}

/**
 * A collection that the extension needs, in PocketBase's export format. It is created at start-up
 * when it is missing. Later starts add missing fields and indexes and never remove any. Without
 * rules, it is for superusers only.
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
  /** Stops the server from starting. `path` is the place in the config. */
  refuse(path: string, message: string): void;
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
  /** Runs once before the server listens, when all collections exist. */
  check?(ctx: CheckContext): void;
}

/** Returns the extension unchanged, with its types. */
export type DefineExtension = (extension: Extension) => Extension;
