import { GoError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";

/** goja's Exception: a value that JavaScript has thrown, as Go passes it on. */
export class JsException extends GoError {
  static override readonly [GO] = goType({
    name: "Exception",
    methods: ["error", "stack", "string", "unwrap", "value"],
    alias: { stack: "stackText" },
  });
  readonly thrown: unknown;
  readonly #inner: GoError | null;

  /** @param inner the Go error inside a thrown GoError */
  constructor(thrown: unknown, text: string, inner: GoError | null) {
    super(text);
    this.thrown = thrown;
    this.#inner = inner;
  }

  override wrapped(): readonly GoError[] {
    return this.#inner ? [this.#inner] : [];
  }

  unwrap = () => this.#inner;
  value = () => this.thrown;
  string = () => this.stackText();
  stackText = () => (this.thrown as { stack?: string } | null)?.stack ?? this.message;

  /** goja shows none of its fields in JSON. */
  toJSON() {
    return {};
  }
}
