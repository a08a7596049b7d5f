import type { RequestEvent } from "../contract/pocketbase.ts";
import type { Route, RouteContext, RouteRequest } from "../contract/route.ts";
import { refuseAsync } from "../lib/async.ts";
import { jsonValue } from "../lib/json-value.ts";
import { clientError, isGoError } from "../pocketbase/errors.ts";
import { badRequest, FieldErrors } from "../pocketbase/field-errors.ts";
import type { BoundRoute } from "./bindings.ts";
import { RefusingContext } from "./context.ts";

/**
 * Answers one request with what the handler returns, as JSON, or with 204 when it returns nothing.
 */
export function runRoute({ extension, route }: BoundRoute, e: RequestEvent): void {
  try {
    const result = refuseAsync(route.handler(new RequestContext(e, extension, route)));
    if (e.written()) return;
    if (result === undefined) e.noContent(204);
    else e.json(200, answerOf(result));
  } catch (error) {
    if (error instanceof FieldErrors) throw badRequest(error.summary ?? INVALID, error.fields);
    throw clientError(e.app, `${extension}: ${route.method} ${route.path}`, error);
  }
}

/** Throws when JSON has no word for the result, so that the client gets a 500 and not an empty 200. */
function answerOf(result: unknown): unknown {
  const answer = jsonValue(result);
  if (answer !== undefined) return answer;
  throw new TypeError(
    `The handler must return JSON or nothing, and has returned a ${typeof result}.`,
  );
}

const INVALID = "Some fields of the request body are invalid.";

class RequestContext extends RefusingContext implements RouteContext {
  #body: RouteContext["body"] | undefined;

  constructor(
    readonly event: RequestEvent,
    extension: string,
    private readonly route: Route,
  ) {
    super(event, extension);
    // The body is checked here, so that the handler never runs with a body that breaks its rules.
    if (route.body) this.#body = checkedBody(event, route.body);
  }

  get auth(): RouteContext["auth"] {
    return this.event.auth ?? null;
  }

  get body(): RouteContext["body"] {
    this.#body ??= parsedBody(this.event);
    return this.#body;
  }

  files(field: string): ReturnType<RouteContext["files"]> {
    const { event } = this;
    // PocketBase throws when the body is no form with files, and when the field has none.
    if (!/^multipart\/form-data\b/i.test(requestOf(event).header.get("Content-Type"))) return [];
    try {
      return [...event.findUploadedFiles(field)];
    } catch (error) {
      if (isGoError(error) && error.message === "http: no such file") return [];
      throw unreadable();
    }
  }

  get query(): Record<string, string> {
    return { ...this.event.requestInfo().query };
  }

  get params(): Record<string, string> {
    const names = [...this.route.path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(
      (match) => match[1] ?? "",
    );
    return Object.fromEntries(names.map((name) => [name, requestOf(this.event).pathValue(name)]));
  }

  get request(): RouteRequest {
    const { event } = this;
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
      text: () => toString(request.body),
    };
  }
}

/** PocketBase's types allow an event without a request, but a route always has one. */
const requestOf = (e: RequestEvent) => e.request as NonNullable<RequestEvent["request"]>;

/** Returns a plain copy, because PocketBase gives Go maps, which do not behave like objects. */
function parsedBody(e: RequestEvent): RouteContext["body"] {
  let body: unknown;
  try {
    body = JSON.parse(JSON.stringify(e.requestInfo().body));
  } catch {
    // The error below answers this case too.
  }
  if (typeof body === "object" && body !== null) return body;
  throw unreadable();
}

const unreadable = () =>
  new BadRequestError("The request body cannot be read: a JSON object or a form is expected.");

function checkedBody(e: RequestEvent, rules: NonNullable<Route["body"]>) {
  const body = parsedBody(e);
  const values = Object.fromEntries(
    Object.keys(rules).flatMap((name) => (Object.hasOwn(body, name) ? [[name, body[name]]] : [])),
  );
  const { checkValues } = lazy(import("../lib/values/body.ts"));
  const fields = checkValues(rules, values);
  if (fields) throw new FieldErrors(fields);
  return values;
}
