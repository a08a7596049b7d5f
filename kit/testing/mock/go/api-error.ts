import { errorAs, GoError, NoRowsError, NotExistError } from "./errors.ts";
import { GO, goType } from "./go.ts";
import { sentenize } from "./text.ts";
import { ValidationError, ValidationErrors } from "./validation-errors.ts";
import type { Values } from "./values.ts";

/** tools/router/error.go */
export class ApiError extends GoError {
  static override readonly [GO] = goType({
    name: "ApiError",
    type: "ApiError",
    fields: ["data", "message", "status"],
    methods: ["error", "is", "rawData"],
  });
  readonly data: Values;
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

function safeErrorsData(raw: unknown): Values {
  if (raw instanceof GoError) {
    const errors = errorAs(raw, ValidationErrors)?.errors;
    return errors ? resolveAll(errors) : {};
  }
  return isMap(raw) ? resolveAll(raw) : {};
}

function resolveAll(errors: Readonly<Values>): Values {
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

function isMap(value: unknown): value is Values {
  if (value === null || typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
