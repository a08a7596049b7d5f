// core/event_request.go and tools/router/event.go
import type { App } from "../core/app.ts";
import { HookEvent } from "../core/hooks.ts";
import type { Record } from "../core/record.ts";
import { API_ERRORS, ApiError, apiError } from "../go/api-error.ts";
import { GoError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";
import { unsupportedByJson } from "../go/json.ts";
import type { Values } from "../go/values.ts";
import type { HttpRequest, HttpResponse } from "./request.ts";
import type { RequestState } from "./request-state.ts";

const ERRORS = Object.keys(API_ERRORS).map((name) => name[0]?.toLowerCase() + name.slice(1));

/** The methods that the events of all requests have. */
export const REQUEST_METHODS = [
  "blob",
  "error",
  "flush",
  "get",
  "getAll",
  "hasSuperuserAuth",
  "html",
  "json",
  "next",
  "noContent",
  "realIP",
  "redirect",
  "remoteIP",
  "requestInfo",
  "set",
  "setAll",
  "status",
  "string",
  "written",
  ...ERRORS,
];

export class RequestEvent extends HookEvent {
  static readonly [GO] = goType({
    name: "RequestEvent",
    type: "RequestEvent",
    fields: ["app", "auth", "request", "response"],
    methods: REQUEST_METHODS,
  });

  constructor(readonly state: RequestState) {
    super();
  }

  get app(): App {
    return this.state.app;
  }
  set app(app: App) {
    this.state.app = app;
  }
  get auth(): Record | null {
    return this.state.auth;
  }
  set auth(auth: Record | null) {
    this.state.auth = auth;
  }
  get request(): HttpRequest {
    return this.state.request;
  }
  get response(): HttpResponse {
    return this.state.response;
  }

  hasSuperuserAuth = () => this.auth?.isSuperuser() ?? false;
  written = () => this.response.written();
  status = () => this.response.status();
  flush = () => this.response.flush();
  realIP = () => this.remoteIP();
  remoteIP = () => "127.0.0.1";
  requestInfo = () => this.state.info();
  get = (key: string) => this.state.store.get(key) ?? null;
  getAll = () => Object.fromEntries(this.state.store);
  set = (key: string, value: unknown) => void this.state.store.set(key, value);
  setAll = (values: Values) => {
    for (const [key, value] of Object.entries(values)) this.set(key, value);
  };

  json(status: number, data: unknown): void {
    if (this.request.url.query().has("fields")) {
      throw this.app.core.failures.notMocked("the query parameter fields");
    }
    const unsupported = unsupportedByJson(data);
    // As in Go, the status is sent before the value is checked.
    if (unsupported) {
      this.#write(status, "application/json", "");
      throw new GoError(`json: unsupported ${unsupported}`);
    }
    this.#write(status, "application/json", `${JSON.stringify(data ?? null)}\n`);
  }

  string(status: number, text: string): void {
    this.#write(status, "text/plain; charset=utf-8", text);
  }

  html(status: number, text: string): void {
    this.#write(status, "text/html; charset=utf-8", text);
  }

  blob(status: number, type: string, bytes: Uint8Array): void {
    this.#write(status, type, Buffer.from(bytes).toString());
  }

  noContent(status: number): void {
    this.response.writeHeader(status);
  }

  redirect(status: number, url: string): void {
    if (status < 300 || status > 399)
      throw apiError("InternalServerError", "Invalid redirect status code");
    this.response.header().set("Location", url);
    this.response.writeHeader(status);
  }

  error = (status: number, message: string, data: unknown) => new ApiError(status, message, data);
  badRequestError = (message?: string, data?: unknown) =>
    apiError("BadRequestError", message, data);
  forbiddenError = (message?: string, data?: unknown) => apiError("ForbiddenError", message, data);
  internalServerError = (message?: string, data?: unknown) =>
    apiError("InternalServerError", message, data);
  notFoundError = (message?: string, data?: unknown) => apiError("NotFoundError", message, data);
  tooManyRequestsError = (message?: string, data?: unknown) =>
    apiError("TooManyRequestsError", message, data);
  unauthorizedError = (message?: string, data?: unknown) =>
    apiError("UnauthorizedError", message, data);

  #write(status: number, type: string, text: string): void {
    if (!Number.isInteger(status) || status < 100 || status > 999) {
      throw this.app.core.failures.record(
        new RangeError(`PocketBase panics: invalid WriteHeader code ${status}`),
      );
    }
    const header = this.response.header();
    if (header.get("Content-Type") === "") header.set("Content-Type", type);
    this.response.writeHeader(status);
    this.response.write(text);
  }
}
