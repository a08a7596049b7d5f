import * as v from "valibot";
import { optional, shape, text } from "../kernel/shape.ts";

const pattern = v.pipe(
  text,
  v.check(
    compiles,
    (issue) => `Not a regular expression that this server understands: ${issue.input}`,
  ),
);

/** The shape of `FieldRules`. */
export const fieldRulesShape = shape({
  required: optional(v.boolean()),
  min: optional(v.number()),
  max: optional(v.number()),
  integer: optional(v.boolean()),
  pattern: optional(pattern),
  email: optional(v.boolean()),
  oneOf: optional(v.array(v.union([v.string(), v.number(), v.boolean()]))),
  message: optional(text),
});

/** `\p{…}` compiles here and then silently matches its own text, so it is refused as well. */
function compiles(source: string): boolean {
  if (/\\p\{/i.test(source)) return false;
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}
