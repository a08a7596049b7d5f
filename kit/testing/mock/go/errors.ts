import { GO, goType } from "./go.ts";
import { sentenize } from "./text.ts";

type Data = Record<string, unknown>;

/** A Go `error`. */
export class GoError extends Error {
  static readonly [GO] = goType({ name: "error", methods: ["error"] });

  error(): string {
    return this.message;
  }

  /** Returns the errors that this one wraps, for `errors.Is` and `errors.As`. */
  wrapped(): readonly GoError[] {
    return [];
  }
}

/** `sql.ErrNoRows`: answered with 404 (tools/router/error.go, ToApiError). */
export class NoRowsError extends GoError {
  constructor() {
    super("sql: no rows in result set");
  }
}

/** `fs.ErrNotExist`: answered with 404. */
export class NotExistError extends GoError {}

/** `errors.Join`. */
export class JoinedError extends GoError {
  constructor(readonly errors: readonly GoError[]) {
    super(errors.map((error) => error.error()).join("\n"));
  }

  override wrapped() {
    return this.errors;
  }
}

/** core/db_tx.go: the errors after the end of a transaction. */
export class AfterTransactionError extends JoinedError {
  override error(): string {
    return `transaction afterFunc errors: ${super.error()}`;
  }
}

/**
 * `validation.Errors` of ozzo-validation: errors by field. goja shows only its methods, not its
 * keys.
 */
export class ValidationErrors extends GoError {
  static override readonly [GO] = goType({
    name: "validation.Errors",
    methods: ["error", "filter", "marshalJSON"],
  });

  constructor(readonly errors: Readonly<Record<string, GoError>>) {
    const nested = (error: GoError) =>
      error instanceof ValidationErrors ? `(${error.error()})` : error.error();
    const lines = Object.keys(errors)
      .sort()
      .map((key) => `${key}: ${nested(errors[key] as GoError)}`);
    super(lines.length > 0 ? `${lines.join("; ")}.` : "");
  }

  filter(): ValidationErrors | null {
    return Object.keys(this.errors).length > 0 ? this : null;
  }

  toJSON(): unknown {
    const entries = Object.entries(this.errors);
    return Object.fromEntries(
      entries.map(([key, error]) => [
        key,
        error instanceof ValidationErrors ? error.toJSON() : error.error(),
      ]),
    );
  }
}

/** `errors.As`: returns the first error in the chain that is a `type`. */
export function errorAs<T extends GoError>(
  error: GoError,
  type: abstract new (...args: never[]) => T,
): T | undefined {
  if (error instanceof type) return error;
  for (const inner of error.wrapped()) {
    const found = errorAs(inner, type);
    if (found) return found;
  }
  return undefined;
}

/** tools/router/error.go */
export class ApiError extends GoError {
  static override readonly [GO] = goType({
    name: "ApiError",
    type: "ApiError",
    fields: ["data", "message", "status"],
    methods: ["error", "is", "rawData"],
  });
  readonly data: Data;
  readonly #raw: unknown;

  constructor(
    readonly status: number,
    message: string,
    raw: unknown,
  ) {
    super(sentenize(message).trim());
    this.#raw = raw;
    this.data = safeErrorsData(raw);
  }

  rawData(): unknown {
    return this.#raw;
  }

  is(target: unknown): boolean {
    return this === target;
  }

  toJSON() {
    return { data: this.data, message: this.message, status: this.status };
  }
}

/** The names of JSVM's constructors, with their status and default message. */
export const API_ERRORS: Readonly<Record<string, readonly [number, string]>> = {
  BadRequestError: [400, "Something went wrong while processing your request."],
  UnauthorizedError: [401, "Missing or invalid authentication."],
  ForbiddenError: [403, "You are not allowed to perform this request."],
  NotFoundError: [404, "The requested resource wasn't found."],
  TooManyRequestsError: [429, "Too Many Requests."],
  InternalServerError: [500, "Something went wrong while processing your request."],
};

export function apiError(name: keyof typeof API_ERRORS, message?: string, raw?: unknown): ApiError {
  const [status, fallback] = API_ERRORS[name] as readonly [number, string];
  return new ApiError(status, message || fallback, raw ?? null);
}

export function toApiError(error: GoError): ApiError {
  const known = errorAs(error, ApiError);
  if (known) return known;
  const missing = errorAs(error, NoRowsError) ?? errorAs(error, NotExistError);
  return apiError(missing ? "NotFoundError" : "BadRequestError", "", error);
}

/** ozzo's `ErrorObject`: it is a value in Go, so `setParams` returns a new one. */
export class ValidationError extends GoError {
  static override readonly [GO] = goType({
    name: "ValidationError",
    type: "ValidationError",
    methods: [
      "addParam",
      "code",
      "error",
      "message",
      "params",
      "setCode",
      "setMessage",
      "setParams",
    ],
    alias: { message: "text" },
  });

  constructor(
    readonly errorCode: string,
    readonly template: string,
    readonly parameters: Data | null = null,
  ) {
    super(parameters ? renderTemplate(template, parameters) : template);
  }

  text = () => this.template;
  code = () => this.errorCode;
  params = () => this.parameters;
  setCode = (code: string) => new ValidationError(code, this.template, this.parameters);
  setMessage = (text: string) => new ValidationError(this.errorCode, text, this.parameters);
  setParams = (params: Data) => new ValidationError(this.errorCode, this.template, params);
  addParam = (key: string, value: unknown) =>
    new ValidationError(this.errorCode, this.template, { ...this.parameters, [key]: value });

  toJSON() {
    return {};
  }
}

const renderTemplate = (template: string, params: Data) =>
  template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, key) =>
    key in params ? goText(params[key]) : "<no value>",
  );
const goText = (value: unknown) => (Array.isArray(value) ? `[${value.join(" ")}]` : String(value));

function safeErrorsData(raw: unknown): Data {
  if (raw instanceof GoError) {
    const errors = errorAs(raw, ValidationErrors)?.errors;
    return errors ? resolveAll(errors) : {};
  }
  return isMap(raw) ? resolveAll(raw) : {};
}

function resolveAll(errors: Readonly<Data>): Data {
  return Object.fromEntries(Object.entries(errors).map(([name, error]) => [name, resolve(error)]));
}

function resolve(error: unknown): unknown {
  if (error instanceof ValidationErrors || isMap(error)) return safeErrorsData(error);
  if (!(error instanceof ValidationError)) {
    return { code: "validation_invalid_value", message: "Invalid value." };
  }
  const { errorCode: code, parameters: params } = error;
  const data = { code, message: sentenize(error.error()) };
  return params && Object.keys(params).length > 0 ? { ...data, params } : data;
}

function isMap(value: unknown): value is Data {
  if (value === null || typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
