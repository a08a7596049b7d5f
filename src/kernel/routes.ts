import type { RequestEvent } from "../contract/pocketbase.ts";
import type { Route, RouteContext, RouteRequest } from "../contract/route.ts";
import { refuseAsync } from "../lib/async.ts";
import { isObject } from "../lib/object.ts";
import { BadValue, clientError, isGoError } from "../pocketbase/errors.ts";
import { badRequest, FieldErrors } from "../pocketbase/field-errors.ts";
import { jsonOf } from "../pocketbase/json-value.ts";
import type { BoundRoute } from "./bindings.ts";
import { RefusingContext } from "./context.ts";
import { RequestBody, requestOf, unreadable } from "./request-body.ts";

/**
 * Answers one request with what the handler returns, as JSON, or with 204 when it returns nothing.
 */
export function runRoute({ extension, route }: BoundRoute, e: RequestEvent): void {
  let body: RequestBody | undefined;
  let ctx: RequestContext | undefined;
  try {
    body = new RequestBody(e, route.bodyLimit);
    if (route.auth !== "public") lazy(import("./admission.ts")).admit(e, route.auth);
    ctx = new RequestContext(e, extension, route, body);
    const result = refuseAsync(route.handler(ctx));
    if (e.written()) return;
    if (result === undefined) e.noContent(204);
    else answer(e, result);
  } catch (thrown) {
    // PocketBase logs the URL of every refusal. Here the query may be a key, such as a signed link.
    const { url } = requestOf(e);
    const error =
      body && (isGoError(thrown) || thrown instanceof BadValue)
        ? lazy(import("./client-fault.ts")).clientFault(thrown, body, ctx)
        : thrown;
    if (route.log === false && url) url.rawQuery = "";
    // PocketBase would log a thrown answer as an error, and a client that goes away is none.
    if (body?.isCut) return void e.noContent(400);
    if (error instanceof FieldErrors) throw badRequest(error.summary ?? INVALID, error.fields);
    throw clientError(e.app, `${extension}: ${route.method} ${route.path}`, error);
  }
}

/** Throws when JSON has no word for the result, so that the client gets a 500 and not an empty 200. */
function answer(e: RequestEvent, result: unknown): void {
  const json = jsonOf(result);
  if (json.text === undefined) {
    if (json.value !== undefined) sendJson(e, json.value);
    else throw new TypeError(`The handler must return JSON or nothing, not a ${typeof result}.`);
  } else if (requestOf(e).url?.rawQuery.includes("fields")) {
    // PocketBase's encoder picks the fields that the query names.
    sendJson(e, JSON.parse(json.text));
  } else {
    e.response.header().set("Content-Type", "application/json");
    e.string(200, json.text);
  }
}

function sendJson(e: RequestEvent, value: unknown): void {
  try {
    e.json(200, value);
  } catch (error) {
    // PocketBase has answered already when it refuses the query's `fields`, which are the client's.
    if (
      !isGoError(error) ||
      !/ modifier |^max argument |^too many arg|^unbalanced /.test(error.message)
    )
      throw error;
  }
}

const INVALID = "Some fields of the request body are invalid.";

class RequestContext extends RefusingContext implements RouteContext {
  #body: RouteContext["body"] | undefined;

  constructor(
    readonly event: RequestEvent,
    extension: string,
    private readonly route: Route,
    private readonly received: RequestBody,
  ) {
    super(event, extension);
    // The body is checked here, so that the handler never runs with a body that breaks its rules.
    if (route.body) this.#body = checkedBody(parsedBody(event, received), route.body);
  }

  get auth(): RouteContext["auth"] {
    return this.event.auth ?? null;
  }

  get body(): RouteContext["body"] {
    this.#body ??= parsedBody(this.event, this.received);
    return this.#body;
  }

  files(field: string): ReturnType<RouteContext["files"]> {
    const { event } = this;
    // PocketBase throws when the body is no form with files, and when the field has none.
    if (!/^multipart\/form-data\b/i.test(requestOf(event).header.get("Content-Type"))) return [];
    return this.received.read(() => {
      try {
        return [...event.findUploadedFiles(field)];
      } catch (error) {
        if (isGoError(error) && error.message === "http: no such file") return [];
        throw error;
      }
    });
  }

  /** All that the client has sent by name. */
  get input(): object {
    const given = { ...this.params, ...this.query };
    try {
      return { ...given, ...this.body };
    } catch {
      return given;
    }
  }

  get query(): Record<string, string> {
    // requestInfo() has the query too, but reads the body for it. Of Go's map, JavaScript sees only
    // methods, so it is passed as JSON.
    const { url } = requestOf(this.event);
    const values: Record<string, string[]> = JSON.parse(toString(url?.query() ?? {}));
    return Object.fromEntries(Object.entries(values).map(([name, [first = ""]]) => [name, first]));
  }

  get params(): Record<string, string> {
    const names = [...this.route.path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(
      (match) => match[1] ?? "",
    );
    return Object.fromEntries(names.map((name) => [name, requestOf(this.event).pathValue(name)]));
  }

  get request(): RouteRequest {
    const { event, received } = this;
    const request = requestOf(event);
    return {
      get method() {
        return request.method;
      },
      get path() {
        return request.url?.path ?? "";
      },
      get ip() {
        return event.realIP();
      },
      header: (name) => request.header.get(name),
      text: () => received.text(),
    };
  }
}

function parsedBody(e: RequestEvent, received: RequestBody): RouteContext["body"] {
  const isJson = requestOf(e).header.get("Content-Type").startsWith("application/json");
  // PocketBase gives Go maps for a form, which do not behave like objects. Go writes them, because
  // the runtime takes minutes for deep ones, and a form can have JSON in `@jsonPayload`.
  const json = isJson ? received.text() : received.read(() => toString(e.requestInfo().body));
  const { parseBounded } = lazy(import("../lib/bounded-json.ts"));
  try {
    const body = parseBounded(json || "{}");
    if (isObject(body)) return body;
  } catch {
    // Invalid JSON is answered below, like JSON that is not an object.
  }
  throw unreadable();
}

function checkedBody(body: RouteContext["body"], rules: NonNullable<Route["body"]>) {
  const values = Object.fromEntries(
    Object.keys(rules).flatMap((name) => (Object.hasOwn(body, name) ? [[name, body[name]]] : [])),
  );
  const { checkValues } = lazy(import("../lib/values/body.ts"));
  const fields = checkValues(rules, values);
  if (fields) throw new FieldErrors(fields);
  return values;
}
