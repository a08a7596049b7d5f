import * as v from "valibot";
import { count, either, fn, named, optional, shape, text } from "../../lib/shape.ts";
import { valueRuleEntries } from "../../lib/values/shape.ts";
import type { StandardSchema } from "./options.ts";

const value = either("a text, number or boolean", [v.string(), v.number(), v.boolean()]);
const values = v.pipe(v.array(value), v.nonEmpty("Expected at least one value."));
const fieldNames = v.pipe(v.array(text), v.nonEmpty("Expected at least one field."));
const fieldShape = shape({
  ...valueRuleEntries,
  requiredWhen: optional(fn()),
  when: optional(fn()),
  immutable: optional(v.boolean()),
  initial: optional(values),
  transitions: optional(named(v.array(value))),
  unique: optional(
    either("true or { caseInsensitive, normalize, within }", [
      v.boolean(),
      shape({
        caseInsensitive: optional(v.boolean()),
        normalize: optional(v.boolean()),
        within: optional(fieldNames),
      }),
    ]),
  ),
  exists: optional(text),
  file: optional(shape({ maxSize: optional(count(1)), types: optional(v.array(text)) })),
  check: optional(fn()),
});

const ruleShape = shape({
  field: text,
  code: optional(text),
  message: text,
  when: optional(fn()),
  check: fn(),
  scope: optional(v.picklist(["record", "request"])),
});

const limitShape = shape({
  max: count(0),
  per: optional(fieldNames),
  where: optional(text),
  field: optional(text),
  message: optional(text),
});

type Standard = StandardSchema["~standard"];
/** Version 1 is the only one of the standard. */
const standardSchema = v.custom((input) => {
  const { version, validate } = (input as Record<string, Partial<Standard>>)?.["~standard"] ?? {};
  return version === 1 && typeof validate === "function";
}, 'Expected a Standard Schema (valibot, zod 4, arktype …): an object with a "~standard" key, version 1. A JSON Schema is for a JSON field: fields.<name>.schema.');

export const validateShape = named(
  shape(
    {
      fields: optional(named(fieldShape)),
      rules: optional(v.array(ruleShape)),
      limit: optional(
        either("a limit { max, per, where } or a list of them", [limitShape, v.array(limitShape)]),
      ),
      indexes: optional(v.picklist(["auto", "manual"])),
      schema: optional(standardSchema),
      apply: optional(v.boolean()),
      superusers: optional(v.picklist(["validate", "skip"])),
      messages: optional(named(named(text))),
    },
    (key) => ` Rules for a field are in "fields": fields: { ${key}: { … } }.`,
  ),
);
