import { SURFACE } from "../goja/surface.ts";

/** Marks the classes that stand for Go types, and holds what JavaScript sees of them. */
export const GO = Symbol("go");

/**
 * The members of a Go type that goja's FieldMapper (plugins/jsvm/mapper.go) shows. Other members of
 * the class stay hidden.
 */
interface GoSpec {
  /** The name in messages. */
  readonly name: string;
  readonly fields?: readonly string[];
  readonly methods?: readonly string[];
  /**
   * The fields whose list is the Go value itself, so that `push` reaches it. The function turns an
   * item into one of Go's type.
   */
  readonly live?: Readonly<Record<string, (item: unknown) => unknown>>;
  /**
   * Whether Go passes this struct by value. Each read then shows another object, and a change of
   * its fields does not reach the value that was read.
   */
  readonly byValue?: boolean;
  /** Copies a struct that is passed by value, where its fields can be changed. */
  copy?(value: object): object;
  /** What goja makes of a value that is written to a field. Default: the value itself. */
  readonly casts?: Readonly<Record<string, (value: unknown) => unknown>>;
  /** The name of the method that returns the number that the value stands for. */
  readonly number?: string;
  /** Whether the value's text is the result of its method `string` (Go's Stringer). */
  readonly stringer?: boolean;
  /** JavaScript's name of a method that has another name here. */
  readonly alias?: Readonly<Record<string, string>>;
  /**
   * All names of the real type. A name that is neither a field nor a method here is "not mocked".
   */
  readonly surface?: readonly string[];
}

export interface GoShape extends GoSpec {
  readonly fields: readonly string[];
  readonly methods: readonly string[];
  readonly missing: readonly string[];
  readonly keys: readonly string[];
}

/** Completes a description; `type` names an entry of SURFACE. */
export function goType(spec: GoSpec & { readonly type?: string }): GoShape {
  const { fields = [], methods = [] } = spec;
  const known = spec.type ? SURFACE[spec.type] : undefined;
  const surface = spec.surface ?? known ?? [...fields, ...methods];
  // Names that the real type does not show must not be shown here.
  const invented = [...fields, ...methods].filter((name) => !surface.includes(name));
  if (invented.length > 0) throw new Error(`${spec.name} has no ${invented.join(", ")}`);
  const missing = surface.filter((name) => !fields.includes(name) && !methods.includes(name));
  return { ...spec, fields, methods, missing, keys: surface };
}

export function shapeOf(value: object): GoShape | undefined {
  const own = (value as { [GO]?: GoShape })[GO];
  return own ?? (value.constructor as { [GO]?: GoShape } | undefined)?.[GO];
}

/** Go's `[]byte`. */
export class Bytes extends Uint8Array {}

/** A Go `string` whose bytes are not UTF-8. */
export class RawText extends Bytes {
  toJSON(): string {
    return Buffer.from(this).toString();
  }
}

/** PocketBase's JSON fields: bytes with methods (tools/types/json_raw.go). */
export class JsonRaw {
  static readonly [GO] = goType({ name: "JSONRaw", type: "JSONRaw", methods: ["string"] });

  constructor(readonly bytes: Bytes) {}

  static of(text: string): JsonRaw {
    return new JsonRaw(new Bytes(Buffer.from(text)));
  }

  /** In bytes. */
  get length(): number {
    return this.bytes.length;
  }

  string(): string {
    return this.bytes.length === 0 ? "null" : Buffer.from(this.bytes).toString();
  }

  toJSON(): unknown {
    return JSON.parse(this.string());
  }
}
