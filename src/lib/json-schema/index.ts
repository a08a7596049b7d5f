// JSON Schema, draft 2020-12. A VM evaluates no library for it: the program of each schema is a text
// that all VMs share, and a VM parses it for the first value.
import { sharedText, shareText } from "../shared-text.ts";
import type { FieldError, FieldErrorMap } from "../values/field-error.ts";
import { evaluateProgram } from "./program.ts";

/**
 * Values with more levels are refused: their errors would take minutes, and goja has no stack
 * limit.
 */
const MAX_DEPTH = 100;

export type JsonSchema = Record<string, unknown> | boolean;

/** Turns an error of the schema into the one that the client gets. */
export type Finish = (error: FieldError) => FieldError;

/**
 * Returns a function that returns the errors by path under the value, or `undefined` for a valid
 * value. The function passes every error through `finish`. Start-up has found no problem in the
 * schema (problems.ts).
 */
export function compileSchema(schema: JsonSchema) {
  let check: ((value: unknown) => boolean) | undefined;
  return (value: unknown, finish: Finish): FieldError | FieldErrorMap | undefined => {
    if (!isShallow(value, MAX_DEPTH)) {
      return finish(schemaError("depth", `Is nested deeper than ${MAX_DEPTH} levels.`));
    }
    check ??= evaluateProgram(programOf(schema));
    if (check(value)) return undefined;
    return lazy(import("./failures.ts")).errorsOf(schema, value, finish);
  };
}

export const schemaError = (keyword: string, message: string): FieldError => ({
  code: "validation_schema",
  message,
  params: { keyword },
});

const keyOf = (json: string) => `schema ${json}`;

/** Start-up shares the programs of the schemas in a config. */
export const shareProgram = (json: string, program: string): void =>
  shareText(keyOf(json), program);

function programOf(schema: JsonSchema): string {
  const json = JSON.stringify(schema);
  return sharedText(keyOf(json), () => lazy(import("./build.ts")).buildProgram(json));
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((child) => isShallow(child, levels - 1));
}
