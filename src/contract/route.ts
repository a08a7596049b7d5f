// Routes. Types only, part of pocketbundle.d.ts.
import type { HookContext } from "./context.ts";
import type { RequestEvent } from "./pocketbase.ts";
import type { ValueRules } from "./values.ts";

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
