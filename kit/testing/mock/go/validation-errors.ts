import { GoError } from "./errors.ts";
import { GO, goType } from "./go.ts";
import type { Values } from "./values.ts";

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
    readonly parameters: Values | null = null,
  ) {
    super(parameters ? renderTemplate(template, parameters) : template);
  }

  text = () => this.template;
  code = () => this.errorCode;
  params = () => this.parameters;
  setCode = (code: string) => new ValidationError(code, this.template, this.parameters);
  setMessage = (text: string) => new ValidationError(this.errorCode, text, this.parameters);
  setParams = (params: Values) => new ValidationError(this.errorCode, this.template, params);
  addParam = (key: string, value: unknown) =>
    new ValidationError(this.errorCode, this.template, { ...this.parameters, [key]: value });

  toJSON() {
    return {};
  }
}

const renderTemplate = (template: string, params: Values) =>
  template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, key) =>
    key in params ? goText(params[key]) : "<no value>",
  );
const goText = (value: unknown) => (Array.isArray(value) ? `[${value.join(" ")}]` : String(value));

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
