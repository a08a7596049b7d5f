import { GO, goType } from "./go.ts";

/** tools/store/store.go: all contexts share it. */
export class Store {
  static readonly [GO] = goType({
    name: "Store",
    type: "Store",
    methods: [
      "get",
      "getAll",
      "getOrSet",
      "has",
      "length",
      "remove",
      "removeAll",
      "set",
      "setFunc",
      "setIfLessThanLimit",
      "values",
    ],
  });
  readonly #items = new Map<string, unknown>();

  get = (key: string) => this.#items.get(key) ?? null;
  has = (key: string) => this.#items.has(key);
  length = () => this.#items.size;
  getAll = () => Object.fromEntries(this.#items);
  values = () => [...this.#items.values()];
  remove = (key: string) => void this.#items.delete(key);
  removeAll = () => this.#items.clear();

  set(key: string, value: unknown): void {
    this.#items.set(key, value);
  }

  setFunc(key: string, make: (old: unknown) => unknown): void {
    this.#items.set(key, make(this.get(key)));
  }

  getOrSet(key: string, make: () => unknown): unknown {
    if (!this.#items.has(key)) this.#items.set(key, make());
    return this.get(key);
  }

  setIfLessThanLimit(key: string, value: unknown, limit: number): boolean {
    if (!this.#items.has(key) && this.#items.size >= limit) return false;
    this.#items.set(key, value);
    return true;
  }
}
