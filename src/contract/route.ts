// Routes. Types only, part of pocketbundle.d.ts.
import type { HookContext } from "./context.ts";
import type { RequestEvent } from "./pocketbase.ts";
import type { ValueRules } from "./values.ts";

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
export interface RouteContext extends HookContext {
  /** The signed-in record; `null` for a guest. */
  readonly auth: RequestEvent["auth"] | null;
  /**
   * The parsed body (JSON or form). With `body` rules, it has only the fields that have rules, and
   * all of them have been checked.
   */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the client's.
  readonly body: Record<string, any>;
  /**
   * Returns the files that a form (`multipart/form-data`) has uploaded in one of its fields; none for
   * a field without files and for any other body. They can be set on file fields of records.
   */
  files(field: string): ReturnType<RequestEvent["findUploadedFiles"]>;
  readonly query: Record<string, string>;
  /** The values of the `{name}` parts of the path. */
  readonly params: Record<string, string>;
  readonly request: RouteRequest;
  /** PocketBase's own event, for answers other than JSON. */
  readonly event: RequestEvent;
}

/**
 * The callers that a route admits: `"public"` (anyone), `"any"` (any signed-in record), `"superusers"`, or the
 * records of one or several auth collections.
 */
export type RouteAuth = "public" | "any" | "superusers" | (string & {}) | string[];

/**
 * A route. Its JSON answer (200) is what the handler returns, as `JSON.stringify` would write it;
 * when it returns nothing, the answer is a 204. A value that JSON does not have, such as a function
 * or an object with a cycle, is answered with a 500 and logged.
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
   * `false` leaves successful requests out of PocketBase's log, and the query out of the lines about
   * refused ones. Use it for routes that are called often, or by links that are keys. Default
   * `true`.
   */
  log?: boolean;
  handler(ctx: RouteContext): unknown;
}
