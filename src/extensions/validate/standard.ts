import { addError, type FieldErrorMap } from "../../lib/values/field-error.ts";
import type { StandardSchema } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

interface Result {
  value?: unknown;
  issues?: readonly Issue[] | undefined;
}
const FAILURE: Issue = { message: "Is not valid." };
interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

/**
 * Runs a Standard Schema on the record's visible values. Throws for an asynchronous schema, and for
 * a result that is neither a success nor a failure.
 */
export function runSchema(schema: StandardSchema, values: unknown): Result {
  const result = schema["~standard"].validate(values) as Result & { then?: unknown };
  if (typeof result?.then === "function") {
    throw new TypeError(
      "The schema is asynchronous. PocketBase's runtime waits for nothing: use a synchronous schema.",
    );
  }
  if (!result?.issues && !Object.hasOwn(Object(result), "value")) {
    throw new TypeError("The schema returned neither a value nor issues.");
  }
  return result;
}

/** Adds the errors of the schema by field, and returns the record's values and the output. */
export function checkStandard(schema: StandardSchema, ctx: RecordContext, errors: FieldErrorMap) {
  const values = ctx.values();
  const result = runSchema(schema, values);
  const { issues } = result;
  // A list of issues is a failure, even when it is empty.
  for (const { message, path } of issues?.length === 0 ? [FAILURE] : (issues ?? [])) {
    const keys = (path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
    // An issue of the whole record has no field, so it is shown at "schema".
    addError(errors, keys.length > 0 ? keys : ["schema"], { code: "validation_schema", message });
  }
  return { values, output: issues ? undefined : result.value };
}

/** Writes the values that differ in the schema's output back into the record. */
export function applyOutput(ctx: RecordContext, values: Record<string, unknown>, output: unknown) {
  for (const [name, value] of Object.entries(output as Record<string, unknown>)) {
    const isField = ctx.schema.types.has(name);
    if (isField && JSON.stringify(value) !== JSON.stringify(values[name]))
      ctx.source.set(name, value);
  }
}
