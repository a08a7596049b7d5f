// Says what is wrong with a value that the program of a schema has refused. Only refused values come
// here, so this reads the schema itself, keyword by keyword. A part of a value that fails and has a
// schema of its own is reported there, and not once more by the keywords around it.
import { addError, type FieldErrorMap } from "../values/field-error.ts";
import { APPLICATORS, type At } from "./applicators.ts";
import { ASSERTIONS, kindOf } from "./assertions.ts";
import { Found, type Path } from "./found.ts";
import { type Finish, type JsonSchema, schemaError } from "./index.ts";
import { documentOf } from "./references.ts";

/**
 * The order in which errors at the same place are tried. What a keyword needs to know of the others
 * comes before it.
 */
const ORDER =
  "type required additionalProperties dependentRequired dependentSchemas patternProperties properties propertyNames minProperties maxProperties contains items minItems maxItems prefixItems uniqueItems minLength maxLength format pattern exclusiveMinimum exclusiveMaximum minimum maximum multipleOf $ref $dynamicRef const enum if not allOf anyOf oneOf unevaluatedItems unevaluatedProperties".split(
    " ",
  );

/** Returns the errors by path under the value. A field is either an error or the parent of errors. */
export function errorsOf(schema: JsonSchema, value: unknown, finish: Finish) {
  const { failures } = finder(schema)(schema, value);
  const errors: FieldErrorMap = {};
  // The deepest errors say most, so they come first.
  for (const { path, error } of failures.toSorted((a, b) => b.path.length - a.path.length)) {
    addError(errors, ["value", ...path], finish(error));
  }
  return errors.value ?? finish(schemaError("schema", "Is not valid."));
}

function finder(root: JsonSchema) {
  const { baseOf, targetOf } = documentOf(root);

  const visit = (schema: unknown, value: unknown, path: Path, outer: string[]): Found => {
    const found = new Found();
    if (typeof schema !== "object" || schema === null) {
      if (schema === false) found.add(path, "boolean", "Is not allowed.");
      return found;
    }
    const options = schema as Record<string, unknown>;
    const base = baseOf(options);
    const scope = outer.at(-1) === base ? outer : [...outer, base];
    const at: At = {
      schema: options,
      value,
      kind: kindOf(value),
      path,
      found,
      targetOf: (keyword) => targetOf(keyword, options, scope),
      here: (child) => visit(child, value, path, scope),
      below: (child, part, key) => visit(child, part, [...path, key], scope),
    };
    for (const keyword of ORDER) {
      if (Object.hasOwn(options, keyword)) tryKeyword(keyword, options[keyword], at);
    }
    return found;
  };
  return (schema: JsonSchema, value: unknown) => visit(schema, value, [], []);
}

function tryKeyword(keyword: string, option: unknown, at: At) {
  const { kind, apply } = APPLICATORS[keyword] ?? {};
  if (apply) {
    if (!kind || kind === at.kind) apply(at, option as never);
    return;
  }
  const { kind: only, holds, message } = ASSERTIONS[keyword] ?? {};
  if (!holds || !message || (only && only !== at.kind) || holds(at.value, option)) return;
  at.found.add(at.path, keyword, message(option));
}
