// core/event_request.go, RequestInfo
import type { Record } from "../core/record.ts";
import { GO, goType } from "../go/go.ts";
import { snakecase } from "../go/text.ts";
import type { Values } from "../go/values.ts";
import { readBody } from "./read-body.ts";
import type { HttpRequest } from "./request.ts";

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

export function readInfo(request: HttpRequest): RequestInfo {
  const { params } = request.url.query();
  const query = Object.fromEntries([...params.keys()].map((key) => [key, params.get(key)]));
  const headers = Object.fromEntries(
    request.header.entries().map(([name, value]) => [snakecase(name), value]),
  );
  return new RequestInfo(request.method, query, headers, readBody(request));
}
