import { GoError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";
import type { Hook, HookEvent } from "./hooks.ts";

/** Checks the value that a JavaScript function returns where Go's signature says `error`. */
export function checkReturned(value: unknown): void {
  if (value instanceof GoError) throw value;
  if (value !== undefined && value !== null)
    throw new GoError(`could not convert ${String(value)} to error`);
}

/** Go's `hook.Handler`. */
interface Handler {
  id?: string;
  priority?: number;
  func(event: HookEvent): unknown;
}

/** `$app.onX(…tags)`: handlers that are bound here are closures of the context that binds them. */
export class HookBinder {
  static readonly [GO] = goType({
    name: "Hook",
    type: "Hook",
    methods: ["bind", "bindFunc", "length", "unbind"],
  });
  readonly #hook: Hook<HookEvent>;
  readonly #tags: readonly string[];

  constructor(hook: Hook<HookEvent>, tags: readonly string[]) {
    this.#hook = hook;
    this.#tags = tags;
  }

  bind({ id, priority, func }: Handler): string {
    const run = (event: HookEvent) => checkReturned(func(event));
    return this.#hook.bind({ run, tags: this.#tags, ...(id && { id }), priority: priority ?? 0 });
  }

  bindFunc(run: (event: HookEvent) => unknown): string {
    return this.bind({ func: run });
  }

  length(): number {
    return this.#hook.length;
  }

  unbind(...ids: string[]): void {
    for (const id of ids) this.#hook.unbind(id);
  }
}
