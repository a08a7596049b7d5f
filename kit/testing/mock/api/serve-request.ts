import type { App } from "../core/app.ts";
import { Record } from "../core/record.ts";
import { ApiError, apiError } from "../go/api-error.ts";
import { errorAs, GoError } from "../go/errors.ts";
import { GO } from "../go/go.ts";
import type { TestRequest } from "./request.ts";
import { RequestEvent } from "./request-event.ts";
import { RequestState } from "./request-state.ts";
import { answerError } from "./router.ts";

export interface TestResponse {
  readonly status: number;
  /** The parsed body; null when it is empty or not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is what the test is about.
  readonly json: any;
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
  /** Only where the request's collection does not exist: which one, and what to do. */
  readonly hint?: string;
}

/** apis/base.go: runs a request through middlewares, route and error handler, and logs it. */
export function serveRequest(app: App, request: TestRequest, auth: Record | null): TestResponse {
  if (auth !== null && !(GO in auth.constructor && auth instanceof Record)) {
    throw new TypeError("auth must be a record of an auth collection, such as app.superuser");
  }
  const event = new RequestEvent(new RequestState(app, request, auth));
  const error = handle(app, event);
  logRequest(app, event, error);
  if (error) answerError(event, error);
  const { response } = event;
  return {
    // net/http answers 200 when a handler writes nothing.
    status: response.status() || 200,
    json: parsed(response.text()),
    text: response.text(),
    headers: Object.fromEntries(response.header().entries()),
  };
}

/** The paths of PocketBase's own routes (apis/base.go). */
const POCKETBASE =
  /^\/(?:_|api\/(?:backups|batch|collections|crons|files|health|logs|oauth2-redirect|realtime|settings))(?:\/|$)/;

function handle(app: App, event: RequestEvent): GoError | undefined {
  const { method, url } = event.request;
  const found = app.core.router.find(method, url.path);
  if (!found && POCKETBASE.test(url.path))
    throw app.core.failures.notMocked(`${method} ${url.path}`);
  try {
    // `serve` has a route for the files of pb_public.
    const isFile = method === "GET" || method === "HEAD";
    if (!found) throw apiError("NotFoundError", isFile ? "File not found" : "");
    app.core.router.run(event, found);
    return undefined;
  } catch (error) {
    if (error instanceof GoError) return error;
    throw error;
  }
}

/** apis/middlewares.go, logRequest. */
function logRequest(app: App, event: RequestEvent, error: GoError | undefined): void {
  const { method, url } = event.request;
  if (!error && event.get("__skipSuccessActivityLogger")) return;
  const api = error && errorAs(error, ApiError);
  const details = api
    ? { error: api.message, details: api.rawData() }
    : error && { error: error.error() };
  const log = app.logger();
  const data: unknown[] = Object.entries({
    type: "request",
    ...details,
    url: url.string(),
    method,
    status: event.status() || api?.status || 0,
    auth: event.auth?.collection().name ?? "",
  }).flat();
  log[error ? "error" : "info"](`${method} ${url.string()}`, ...data);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
