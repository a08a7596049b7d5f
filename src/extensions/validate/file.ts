import type { Check } from "../../lib/values/compile.ts";
import type { FieldError } from "../../lib/values/field-error.ts";
import type { FieldRules } from "./options.ts";
import type { RecordContext } from "./record-context.ts";

interface Upload {
  size: number;
}

/**
 * Checks the size and type of uploads with a file field of PocketBase that has these limits.
 * PocketBase derives the type from the content, and the name could not be trusted.
 */
export function fileChecks(field: string, rules: FieldRules): Check<RecordContext>[] {
  if (!rules.file) return [];
  const { maxSize, types } = rules.file;
  const checks: Check<RecordContext>[] = [];
  if (maxSize !== undefined) {
    const error = fileError("max_size", `Must be at most ${maxSize} bytes.`, { maxSize });
    checks.push((_value, ctx) =>
      uploads(ctx, field).some(({ size }) => size > maxSize) ? error : undefined,
    );
  }
  if (types !== undefined) {
    const error = fileError("type", `Must be of type ${types.join(", ")}.`, { types });
    checks.push((_value, ctx) => (hasOtherType(ctx, field, types) ? error : undefined));
  }
  return checks;
}

const fileError = (rule: string, message: string, params: Record<string, unknown>): FieldError => ({
  code: `validation_file_${rule}`,
  message,
  params,
});

/** Returns the files that are not stored yet; stored files are names. */
const uploads = (ctx: RecordContext, field: string): Upload[] =>
  [ctx.get(field) ?? []].flat().filter((file): file is Upload => typeof file === "object");

function hasOtherType(ctx: RecordContext, field: string, mimeTypes: string[]): boolean {
  if (uploads(ctx, field).length === 0) return false;
  const judge = new FileField({
    name: field,
    mimeTypes,
    maxSelect: 1_000_000,
    maxSize: 2 ** 53 - 1,
  } as object);
  try {
    judge.validateValue(new Context(), ctx.app as never, ctx.source as never);
    return false;
  } catch {
    return true;
  }
}
