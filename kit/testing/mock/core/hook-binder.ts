import { GoError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";
import type { Hook, HookEvent } from "./hooks.ts";

/** Checks the value that a JavaScript function returns where Go's signature says `error`. */
export function checkReturned(value: unknown): void {
  if (value instanceof GoError) throw value;
  if (value !== undefined && value !== null)
    throw new GoError(`could not convert ${String(value)} to error`);
}

/** `$app.onX(…tags)`: handlers that are bound here are closures of the context that binds them. */
export class HookBinder {
  static readonly [GO] = goType({
    name: "Hook",
    type: "Hook",
    methods: ["bindFunc", "length", "unbind"],
  });
  readonly #hook: Hook<HookEvent>;
  readonly #tags: readonly string[];

  constructor(hook: Hook<HookEvent>, tags: readonly string[]) {
    this.#hook = hook;
    this.#tags = tags;
  }

  bindFunc(run: (event: HookEvent) => unknown): string {
    return this.#hook.bind({ run: (event) => checkReturned(run(event)), tags: this.#tags });
  }

  length(): number {
    return this.#hook.length;
  }

  unbind(...ids: string[]): void {
    for (const id of ids) this.#hook.unbind(id);
  }
}
