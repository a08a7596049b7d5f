import { stringOrUndefined } from "../go/cast.ts";
import { GoError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";
import { ValidationErrors } from "../go/validation-errors.ts";

/** A row of PocketBase's `_logs`. */
export interface LogRow {
  readonly level: number;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * `$app.logger()`: Go's slog over tools/logger. Levels below the settings' minimum (info) are not
 * kept.
 */
export class Logger {
  static readonly [GO] = goType({
    name: "Logger",
    type: "Logger",
    methods: ["debug", "info", "warn", "error", "with", "withGroup"],
  });
  readonly #rows: LogRow[];
  readonly #data: Readonly<Record<string, unknown>>;
  readonly #group: string;

  constructor(rows: LogRow[], data = {}, group = "") {
    this.#rows = rows;
    this.#data = data;
    this.#group = group;
  }

  debug(): void {}
  info = (message: string, ...attributes: unknown[]) => this.#log(0, message, attributes);
  warn = (message: string, ...attributes: unknown[]) => this.#log(4, message, attributes);
  error = (message: string, ...attributes: unknown[]) => this.#log(8, message, attributes);

  with(...attributes: unknown[]): Logger {
    return new Logger(this.#rows, { ...this.#data, ...pairs(attributes) }, this.#group);
  }

  withGroup(group: string): Logger {
    return new Logger(this.#rows, this.#data, group);
  }

  #log(level: number, message: string, attributes: unknown[]): void {
    const data = { ...this.#data, ...pairs(attributes) };
    const grouped = this.#group ? { [this.#group]: data } : data;
    this.#rows.push({ level, message: stringOrUndefined(message) ?? "", data: grouped });
  }
}

/** Names and values take turns. A value without a name becomes slog's `!BADKEY`. */
function pairs(attributes: unknown[]): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (let i = 0; i < attributes.length; i++) {
    const key = attributes[i];
    if (typeof key !== "string" || i + 1 === attributes.length) data["!BADKEY"] = logged(key);
    else data[key] = logged(attributes[++i]);
  }
  return data;
}

/** core/log_model.go keeps JSON, and the text of errors. */
function logged(value: unknown): unknown {
  if (value instanceof ValidationErrors) return value.toJSON();
  if (value instanceof GoError) return value.error();
  if (Array.isArray(value)) return value.map(logged);
  if (
    value !== null &&
    typeof value === "object" &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, logged(item)]));
  }
  return value === undefined ? null : JSON.parse(JSON.stringify(value) ?? "null");
}
