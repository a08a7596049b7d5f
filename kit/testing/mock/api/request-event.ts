// core/event_request.go and tools/router/event.go
import type { App } from "../core/app.ts";
import type { Collection } from "../core/collection.ts";
import { HookEvent } from "../core/hooks.ts";
import type { Record } from "../core/record.ts";
import { API_ERRORS, ApiError, apiError, GoError } from "../go/errors.ts";
import { GO, goType, shapeOf } from "../go/go.ts";
import { snakecase } from "../go/text.ts";
import type { Values } from "../go/values.ts";
import { readBody } from "./read-body.ts";
import { HttpRequest, HttpResponse, type TestRequest } from "./request.ts";

export class RequestInfo {
  static readonly [GO] = goType({
    name: "RequestInfo",
    type: "RequestInfo",
    fields: ["query", "headers", "body", "auth", "method", "context"],
    methods: ["hasSuperuserAuth"],
  });
  readonly context = "default";
  auth: Record | null = null;

  constructor(
    readonly method: string,
    readonly query: Values,
    readonly headers: Values,
    public body: Values,
  ) {}

  hasSuperuserAuth = () => this.auth?.isSuperuser() ?? false;
}

const ERRORS = Object.keys(API_ERRORS).map((name) => name[0]?.toLowerCase() + name.slice(1));
const FIELDS = ["app", "auth", "request", "response"];
/**
 * goja loses `request` and `response` where Go embeds two structs named Event; `requestEvent` has
 * both.
 */
const RECORD_FIELDS = ["app", "auth", "requestEvent", "collection"];
const METHODS = [
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

/** The state that the events of one request share: Go embeds one *RequestEvent in the others. */
export class RequestState {
  readonly request: HttpRequest;
  readonly response = new HttpResponse();
  readonly store = new Map<string, unknown>();
  #info: RequestInfo | undefined;

  constructor(
    public app: App,
    request: TestRequest,
    public auth: Record | null,
  ) {
    this.request = new HttpRequest(request);
  }

  info(): RequestInfo {
    this.#info ??= readInfo(this.request);
    this.#info.auth = this.auth;
    return this.#info;
  }
}

export class RequestEvent extends HookEvent {
  static readonly [GO] = goType({
    name: "RequestEvent",
    type: "RequestEvent",
    fields: FIELDS,
    methods: METHODS,
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
    const unsupported = notJson(data);
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

/** Describes the value that Go's encoding/json would refuse. */
function notJson(value: unknown): string | undefined {
  if (typeof value === "function") return "type: func(goja.FunctionCall) goja.Value";
  if (typeof value === "number" && !Number.isFinite(value)) return `value: ${value}`;
  if (value === null || typeof value !== "object" || shapeOf(value)) return undefined;
  return Object.values(value).map(notJson).find(Boolean);
}

function readInfo(request: HttpRequest): RequestInfo {
  const { params } = request.url.query();
  const query = Object.fromEntries([...params.keys()].map((key) => [key, params.get(key)]));
  const headers = Object.fromEntries(
    request.header.entries().map(([name, value]) => [snakecase(name), value]),
  );
  return new RequestInfo(request.method, query, headers, readBody(request));
}

export class RecordRequestEvent extends RequestEvent {
  static override readonly [GO] = goType({
    name: "RecordRequestEvent",
    type: "onRecordCreateRequest",
    fields: [...RECORD_FIELDS, "record"],
    methods: [...METHODS, "tags"],
  });

  constructor(
    readonly requestEvent: RequestEvent,
    readonly collection: Collection,
    public record: Record,
  ) {
    super(requestEvent.state);
  }

  override tags() {
    return this.collection.hookTags();
  }
}

export class RecordsListRequestEvent extends RequestEvent {
  static override readonly [GO] = goType({
    name: "RecordsListRequestEvent",
    type: "onRecordsListRequest",
    fields: [...RECORD_FIELDS, "records", "result"],
    methods: [...METHODS, "tags"],
  });

  constructor(
    readonly requestEvent: RequestEvent,
    readonly collection: Collection,
    public records: Record[],
    public result: Values,
  ) {
    super(requestEvent.state);
  }

  override tags() {
    return this.collection.hookTags();
  }
}
