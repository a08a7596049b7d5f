import type { App } from "../core/app.ts";
import type { Record } from "../core/record.ts";
import { HttpRequest, HttpResponse, type TestRequest } from "./request.ts";
import { type RequestInfo, readInfo } from "./request-info.ts";

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
