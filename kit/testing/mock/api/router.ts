// tools/router/router.go over Go's ServeMux

import { HookEvent } from "../core/hooks.ts";
import { toApiError } from "../go/api-error.ts";
import type { GoError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";
import type { RequestEvent } from "./request-event.ts";

export type Handle = (event: RequestEvent) => void;

/** `hook.Handler[*RequestEvent]`: the result of `$apis.requireAuth()` and `new Middleware()`. */
export class Middleware {
  static readonly [GO] = goType({
    name: "Middleware",
    type: "Middleware",
    fields: ["id", "priority"],
    methods: ["func"],
  });
  func = (event: RequestEvent): void => this.run(event);

  constructor(
    readonly run: Handle,
    readonly priority = 0,
    readonly id = "",
  ) {}
}

interface Route {
  method: string;
  pattern: Pattern;
  handle: Handle;
  middlewares: readonly Middleware[];
}

interface Found {
  route: Route;
  values: { [name: string]: string };
}

export class Router {
  readonly #routes: Route[] = [];
  readonly #middlewares: Middleware[] = [];

  add(method: string, path: string, handle: Handle, middlewares: readonly Middleware[]): void {
    this.#routes.push({
      method: method.toUpperCase(),
      pattern: new Pattern(path),
      handle,
      middlewares,
    });
  }

  use(middlewares: readonly Middleware[]): void {
    this.#middlewares.push(...middlewares);
  }

  find(method: string, path: string): Found | undefined {
    const found = this.#routes.flatMap((route) => {
      const answers =
        route.method === "" ||
        route.method === method ||
        (method === "HEAD" && route.method === "GET");
      const values = answers ? route.pattern.match(path) : undefined;
      return values ? [{ route, values }] : [];
    });
    return found.sort((a, b) => b.route.pattern.rank - a.route.pattern.rank)[0];
  }

  /** Runs the middlewares by priority, then the handler. */
  run(event: RequestEvent, { route, values }: Found): void {
    for (const [name, value] of Object.entries(values)) event.request.setPathValue(name, value);
    const chain = [...this.#middlewares, ...route.middlewares].sort(
      (a, b) => a.priority - b.priority,
    );
    HookEvent.run(event, [...chain.map(({ run }) => run), route.handle]);
  }
}

/** ErrorHandler: an answer that has been started is not changed. */
export function answerError({ response }: RequestEvent, error: GoError): void {
  if (response.written()) return;
  const answer = toApiError(error);
  response.header().set("Content-Type", "application/json");
  response.writeHeader(answer.status);
  response.write(JSON.stringify(answer));
}

/** A path of Go's ServeMux: `/a/{id}`, `/files/{path...}`, `/exact/{$}`, `/prefix/`. */
class Pattern {
  readonly #regex: RegExp;
  readonly #names: string[] = [];
  /** The pattern with more fixed parts has the higher rank and wins. */
  readonly rank: number;

  constructor(path: string) {
    const segments = path.split("/").slice(1);
    const sources = segments.map((segment, i) => this.#segment(segment, i === segments.length - 1));
    this.#regex = new RegExp(`^${sources.map((source) => `/${source}`).join("")}$`);
    const ranks = segments.map((segment) =>
      segment.endsWith("...}") || segment === "" ? 0 : segment.startsWith("{") ? 1 : 2,
    );
    this.rank =
      ranks.reduce<number>((rank, value) => rank * 3 + value, 0) + (path.endsWith("{$}") ? 1 : 0);
  }

  match(path: string): { [name: string]: string } | undefined {
    const match = path.match(this.#regex);
    if (!match) return undefined;
    return Object.fromEntries(
      this.#names.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? "")]),
    );
  }

  #segment(segment: string, last: boolean): string {
    if (segment === "{$}") return "";
    if (segment === "" && last) return ".*";
    const wild = segment.match(/^\{(\w+)(\.\.\.)?\}$/);
    if (!wild) return segment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    this.#names.push(wild[1] ?? "");
    return wild[2] ? "(.*)" : "([^/]+)";
  }
}
