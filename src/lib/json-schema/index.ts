// JSON Schema, draft 2020-12. A VM evaluates no library for it: the program of each schema is in
// `$app.store()`, where all VMs of the process find it, and is parsed for the first value.
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

const KEY = "pocketbundle.json-schema ";

/** The key is the schema itself, so a text can never belong to an earlier config. */
export const shareProgram = (json: string, program: string): void =>
  $app.store().set(KEY + json, program);

/** The start has made the programs of a config. A schema from elsewhere gets its own here. */
function programOf(schema: JsonSchema): string {
  const json = JSON.stringify(schema);
  const shared = $app.store().get(KEY + json);
  if (typeof shared === "string") return shared;
  const program = $forgetting(() => lazy(import("./build.ts")).buildProgram(json));
  shareProgram(json, program);
  return program;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((child) => isShallow(child, levels - 1));
}
