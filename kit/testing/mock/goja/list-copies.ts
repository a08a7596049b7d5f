import type { FieldsList } from "../core/fields/fields-list.ts";
import { type Bytes, type JsonRaw, shapeOf } from "../go/go.ts";
import type { Exceptions } from "./exceptions.ts";
import { byteLists, standFor } from "./go-values.ts";
import type { Prelude } from "./prelude.ts";
import type { HostFunction } from "./to-go.ts";

/** The lists of a context that are copies of Go's. */
export class ListCopies {
  constructor(
    private readonly prelude: Prelude,
    private readonly exceptions: Exceptions,
    private readonly toJs: (value: unknown) => unknown,
    private readonly method: (host: HostFunction) => unknown,
  ) {}

  copy(items: Iterable<unknown>): unknown[] {
    const list = this.prelude.array();
    for (const item of items) list.push(this.toJs(item));
    return list;
  }

  bytes(bytes: Bytes): unknown[] {
    const list = this.copy(bytes);
    byteLists.add(list);
    return list;
  }

  fields(value: FieldsList): object {
    return this.#withMethods(this.copy(value.items), value);
  }

  jsonRaw(value: JsonRaw): object {
    const list = this.bytes(value.bytes);
    // goja shows a Go value that has a String method as its text.
    const text = () => value.string();
    Object.defineProperty(list, "toString", { value: this.method(text) });
    return this.#withMethods(list, value);
  }

  /** Gives a list the methods of the Go value that it stands for. */
  #withMethods(list: unknown[], owner: object): object {
    standFor(list, owner);
    const shape = shapeOf(owner);
    for (const name of shape?.keys ?? []) {
      const found = (owner as Record<string, HostFunction>)[name]?.bind(owner) as HostFunction;
      const missing = () => {
        throw this.exceptions.notMocked(`${shape?.name}.${name}`);
      };
      const method = shape?.methods.includes(name) ? found : missing;
      Object.defineProperty(list, name, { value: this.method(method), enumerable: true });
    }
    return list;
  }
}
