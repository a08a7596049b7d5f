// goja's ToValue
import { FieldsList } from "../core/fields/fields-list.ts";
import { Bytes, type GoShape, JsonRaw, RawText, shapeOf } from "../go/go.ts";
import { Slice } from "../sql/models.ts";
import type { Exceptions } from "./exceptions.ts";
import { knownGoValue, standFor } from "./go-values.ts";
import { ListCopies } from "./list-copies.ts";
import type { Prelude } from "./prelude.ts";
import { listProxy, mapProxy, type Passage, structProxy } from "./proxies.ts";
import type { HostFunction, ToGo } from "./to-go.ts";

/**
 * Shows Go values in a context. Structs, maps and slices are live proxies, and other lists are
 * copies. A pointer is shown as one object. A map is shown as another object each time, and so is
 * a struct that Go passes by value.
 */
export class ToJs {
  readonly #shown = new WeakMap<object, object>();
  readonly #passage: Passage;
  readonly #copies: ListCopies;

  constructor(
    private readonly prelude: Prelude,
    private readonly exceptions: Exceptions,
    private readonly toGo: ToGo,
  ) {
    this.#copies = new ListCopies(
      prelude,
      exceptions,
      (value) => this.convert(value),
      (host) => this.#method(host),
    );
    this.#passage = {
      toJs: (value) => this.convert(value),
      toGo: (value) => toGo.convert(value),
      live: (list, cast) => this.#liveList(list, list, cast),
      method: (host, name) => this.#boundMethod(host, name),
      notMocked: (what) => exceptions.throwNotMocked(what),
    };
  }

  convert(value: unknown): unknown {
    if (typeof value === "function") {
      return this.#method(value as HostFunction);
    }
    if (value === null || typeof value !== "object" || knownGoValue(value)) return value;
    return this.#special(value) ?? this.#general(value);
  }

  /** Shows a value that a constructor of the context has made. */
  made(value: object, prototype: object): object {
    const shape = shapeOf(value);
    return shape ? this.#struct(value, shape, prototype) : this.#map(value);
  }

  /** Shows the types of Go that are not shown as structs. */
  #special(value: object): object | undefined {
    if (value instanceof JsonRaw) return this.#copies.jsonRaw(value);
    if (value instanceof FieldsList) return this.#copies.fields(value);
    if (value instanceof RawText) return this.#rawText(value);
    if (value instanceof Bytes) return this.#copies.bytes(value);
    // A pointer to a Go slice: JavaScript sees the items that Go puts into it.
    if (value instanceof Slice) return this.#liveList(value, value.items, (item) => item);
    return undefined;
  }

  /** Shows a struct, a plain list or a map. Anything else is already a value of JavaScript. */
  #general(value: object): object {
    const shape = shapeOf(value);
    if (shape) return this.#struct(value, shape);
    const prototype = Object.getPrototypeOf(value);
    if (Array.isArray(value) && prototype === Array.prototype) return this.#copies.copy(value);
    if (prototype === Object.prototype || prototype === null) return this.#map(value);
    return value;
  }

  #struct(value: object, shape: GoShape, prototype?: object): object {
    const known = this.#shown.get(value);
    if (known) return known;
    const target = this.prelude.object(prototype);
    if (!shape.byValue) {
      return this.#remember(value, structProxy(value, shape, target, this.#passage));
    }
    const copy = shape.copy?.(value) ?? value;
    return standingFor(copy, structProxy(copy, shape, target, this.#passage));
  }

  #map(value: object): object {
    return standingFor(value, mapProxy(value, this.prelude.object(), this.#passage));
  }

  #liveList(owner: object, items: unknown[], cast: (item: unknown) => unknown): object {
    const known = this.#shown.get(owner);
    return (
      known ?? this.#remember(owner, listProxy(items, this.prelude.array(), cast, this.#passage))
    );
  }

  /**
   * goja gives Go the original bytes of a text that JavaScript has not changed. A primitive of V8
   * cannot remember them.
   */
  #rawText(value: RawText): object {
    const shown = this.prelude.text(value.toJSON());
    standFor(shown, value);
    return shown;
  }

  #boundMethod(host: object, name: string): unknown {
    const found = (host as Record<string, HostFunction>)[name] as HostFunction;
    const bound = (...args: never[]) => found.apply(host, args);
    return this.#method(bound);
  }

  /** Makes one function of the context for each function of the mock. */
  #method(host: HostFunction): unknown {
    const known = this.#shown.get(host);
    if (known) return known;
    const method = this.prelude.method((args) =>
      this.exceptions.toThrow(() =>
        this.convert(host(...(args.map((arg) => this.toGo.convert(arg)) as never[]))),
      ),
    );
    return this.#remember(host, method);
  }

  #remember(value: object, shown: object): object {
    this.#shown.set(value, shown);
    return standingFor(value, shown);
  }
}

function standingFor(value: object, shown: object): object {
  standFor(shown, value);
  return shown;
}
