// The public contract of an extension. Types only: build.mjs copies this file into pocketbundle.d.ts.
import type { ChangeListener } from "./changes.ts";
import type { JobDefinition, Jobs } from "./jobs.ts";
import type { Mail } from "./mail.ts";
import type { ValueRules } from "./values.ts";

type KnownEventName = {
  [K in keyof typeof globalThis]: K extends `on${infer Name}` ? Uncapitalize<Name> : never;
}[keyof typeof globalThis];

/** The name of a PocketBase event: `onRecordCreate` is `"recordCreate"`. */
export type EventName = [KnownEventName] extends [never] ? string : KnownEventName;

/** What PocketBase hands to the handlers of one event. */
export type EventOf<Name extends string> = typeof globalThis extends {
  [K in `on${Capitalize<Name>}`]: (handler: (e: infer E) => void, ...tags: string[]) => void;
}
  ? E
  : // biome-ignore lint/suspicious/noExplicitAny: without PocketBase's types there is nothing better to say.
    any;

/** PocketBase's app, typed where PocketBase's own `pb_data/types.d.ts` is loaded. */
export type App = EventOf<"recordCreate">["app"];

/** PocketBase's event of a request to a route. */
export type RequestEvent = typeof globalThis extends {
  // biome-ignore lint/suspicious/noExplicitAny: only the handler's event matters here.
  routerAdd: (method: string, path: string, handler: (e: infer E) => void, ...rest: any[]) => void;
}
  ? E
  : // biome-ignore lint/suspicious/noExplicitAny: without PocketBase's types there is nothing better to say.
    any;

/** Writes to PocketBase's log (dashboard, Logs). `attributes` are key, value, key, value … */
export interface Log {
  debug(message: string, ...attributes: unknown[]): void;
  info(message: string, ...attributes: unknown[]): void;
  warn(message: string, ...attributes: unknown[]): void;
  error(message: string, ...attributes: unknown[]): void;
}

/** What every handler of an extension gets. */
export interface Context {
  /** The app to read and write with; inside a transaction, the transaction's. */
  readonly app: App;
  readonly log: Log;
  /** The queue of background jobs, written to in the transaction of `app`. */
  readonly jobs: Jobs;
  /** The outbox of `mail`, written to in the transaction of `app`. Throws where the config has no `mail`. */
  readonly mail: Mail;
  /**
   * Runs `run` in a transaction: what it writes with `tx.app` and enqueues with `tx.jobs` is there as a whole or, when
   * it throws, not at all. In it, only `tx` may write: `$app` and the outer context would wait for its end for ever.
   */
  transaction<T>(run: (tx: Context) => T): T;
}

/** An error at a field: its message, or more. Default code: `"validation_refused"`. */
export type FieldRefusal =
  | string
  | { code?: string; message: string; params?: Record<string, unknown> };

/** Errors by field. The errors inside a JSON field are nested by their path. */
export interface FieldRefusals {
  [field: string]: FieldRefusal | FieldRefusals;
}

/** What the handlers of hooks get. */
export interface HookContext extends Context {
  /**
   * `throw ctx.refuse({ sku: "Is not sold any more." })` answers 400 with errors at fields, as PocketBase's own validation
   * does. All hooks of the event are still asked, and the errors of all of them, and PocketBase's own for a record, reach the
   * client together. At one field, the first error stays.
   * @param message what the answer says as a whole. Default: PocketBase's own words, such as "Failed to create record."
   */
  refuse(fields: FieldRefusals, message?: string): Error;
}

/** The request behind a route, read when asked for. */
export interface RouteRequest {
  readonly method: string;
  readonly path: string;
  /** The client's address, as PocketBase's trusted proxy settings tell it. */
  readonly ip: string;
  /** The first value of a header, `""` when there is none. Names ignore case. */
  header(name: string): string;
  /** The body as received. It can be read again. */
  text(): string;
}

/** What the handler of a route gets. */
export interface RouteContext extends HookContext {
  /** The signed-in record, `null` for a guest. */
  readonly auth: RequestEvent["auth"] | null;
  /** The parsed body (JSON or form). With `body` rules: their fields only, all of them checked. */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the client's.
  readonly body: Record<string, any>;
  readonly query: Record<string, string>;
  /** The values of the `{name}` parts of the path. */
  readonly params: Record<string, string>;
  readonly request: RouteRequest;
  /** PocketBase's own event, to answer with something else than JSON. */
  readonly event: RequestEvent;
}

/** Who may call a route: anyone; any signed-in record; superusers; or records of some auth collections. */
export type RouteAuth = "public" | "any" | "superusers" | (string & {}) | string[];

/** A route. What the handler returns is its JSON answer (200); nothing returned is 204. */
export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** For example `/api/stock/{id}`. */
  path: string;
  /** Required, so that no route is public by oversight. */
  auth: RouteAuth;
  /** Rules for the fields of the body. A body that breaks one is answered 400 with field errors. */
  body?: Record<string, ValueRules>;
  /** The largest body in bytes; a larger one is answered 413. Default: PocketBase's 32 MB. */
  bodyLimit?: number;
  /** `false` leaves successful requests out of PocketBase's log: for routes that are called often and keep their own. */
  log?: boolean;
  handler(ctx: RouteContext): unknown;
}

/**
 * Runs in the request (or save) that causes the event. Pocketbundle calls `e.next()` itself, exactly
 * once (never, if a `replace` says so), between all `before` (in order) and all `after` (in reverse order). A throw in `before` refuses
 * the action. A throw in an `after` of a committed write is logged and does not reach the client.
 */
export interface HookOf<Name extends string> {
  /** For example `"recordCreate"`. */
  on: Name;
  /** The collections' names. Required for record, model, collection and file events. */
  collections?: string[];
  /**
   * Runs the event in a transaction: `ctx.app` is its app, and a throw in `after` undoes the write. For events
   * that write (`…Execute`). It holds a VM while the write waits for SQLite, so keep it off hot paths.
   */
  transaction?: boolean;
  before?(e: EventOf<Name>, ctx: HookContext): void;
  after?(e: EventOf<Name>, ctx: HookContext): void;
  /** Asked after all `before`: `true` means that it has done what the event is about, and PocketBase need not. */
  replace?(e: EventOf<Name>, ctx: HookContext): boolean;
}
export type Hook = { [Name in EventName]: HookOf<Name> }[EventName];

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
