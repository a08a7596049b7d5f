// The keywords that look at parts of a value, or hand it on to other schemas.
import { expressionOf } from "../patterns/expression.ts";
import type { Kind } from "./assertions.ts";
import type { Found, Path } from "./found.ts";

type Values = Record<string, unknown>;

/** A schema that looks at a value. */
export interface At {
  schema: Values;
  value: unknown;
  kind: Kind;
  path: Path;
  found: Found;
  /** The schema that a reference of this schema leads to. */
  targetOf(keyword: "$ref" | "$dynamicRef"): unknown;
  /** What another schema finds in the same value. */
  here(schema: unknown): Found;
  /** What another schema finds in a part of the value. */
  below(schema: unknown, part: unknown, key: string | number): Found;
}

interface Applicator {
  kind?: Kind;
  apply(at: At, option: never): void;
}

const of = <Option>(kind: Kind, apply: (at: At, option: Option) => void): Applicator => ({
  kind,
  apply,
});
const ofAll = <Option>(apply: (at: At, option: Option) => void): Applicator => ({ apply });

const has = (value: unknown, key: string) => Object.hasOwn(Object(value), key);
const part = (value: unknown, key: string | number) => (value as Values)[key];
const isPatternOf = (patterns: unknown, key: string) =>
  Object.keys(patterns ?? {}).some((pattern) => expressionOf(pattern).test(key));

/** Looks at a property or an item, and notes that a schema has done so. */
function look({ value, found, below }: At, schema: unknown, key: string | number) {
  if (found.isFull) return;
  found.evaluated.add(key);
  found.take(below(schema, part(value, key), key).failures);
}

function lookAtItems(at: At, from: number, schemaOf: (index: number) => unknown, to: number) {
  for (let index = from; index < to && !at.found.isFull; index++) look(at, schemaOf(index), index);
}

/** A missing property is reported at its own name, where the client can correct it. */
function need({ value, path, found }: At, names: string[], keyword: string, message: string) {
  for (const name of names) {
    if (!has(value, name)) found.add([...path, name], keyword, message);
  }
}

/**
 * Only schemas that accept the value tell what is evaluated. Where none does, a failure of the
 * value itself is reported, and failures of its parts are not, because another schema may be meant.
 */
function oneOrMore({ found, here }: At, schemas: unknown[]): number {
  const all = schemas.map(here);
  const passed = all.filter(({ isValid }) => isValid);
  for (const one of passed.length > 0 ? passed : all) found.join(one);
  return passed.length;
}

function contains({ value, schema, path, found, below }: At, wanted: unknown) {
  const { minContains = 1, maxContains = Number.POSITIVE_INFINITY } = schema as {
    minContains?: number;
    maxContains?: number;
  };
  let count = 0;
  for (const [index, item] of (value as unknown[]).entries()) {
    if (!below(wanted, item, index).isValid) continue;
    count++;
    found.evaluated.add(index);
  }
  if (count < minContains) {
    const what = minContains === 1 ? "item" : "items";
    found.add(path, "contains", `Must contain at least ${minContains} valid ${what}.`);
  }
  if (count > maxContains) {
    found.add(path, "contains", `Must not contain more than ${maxContains} such items.`);
  }
}

/** Nothing is said of what is left over while the schemas that know it have failed. */
function unevaluated({ value, found, below }: At, schema: unknown, refuse: (key: string) => void) {
  if (!found.isValid) return;
  for (const key of Object.keys(value as object)) {
    const name = Array.isArray(value) ? Number(key) : key;
    if (found.evaluated.has(name)) continue;
    found.evaluated.add(name);
    if (!below(schema, part(value, key), name).isValid) refuse(key);
  }
}

export const APPLICATORS: Record<string, Applicator> = {
  required: of<string[]>("object", (at, names) => need(at, names, "required", "Cannot be blank.")),
  dependentRequired: of<Record<string, string[]>>("object", (at, names) => {
    for (const [name, others] of Object.entries(names)) {
      if (!has(at.value, name)) continue;
      need(at, others, "dependentRequired", `Cannot be blank with ${name}.`);
    }
  }),
  additionalProperties: of("object", (at, schema) => {
    const { properties, patternProperties } = at.schema;
    for (const key of Object.keys(at.value as object)) {
      if (!has(properties, key) && !isPatternOf(patternProperties, key)) look(at, schema, key);
    }
  }),
  dependentSchemas: of<Values>("object", ({ value, found, here }, schemas) => {
    for (const [name, schema] of Object.entries(schemas)) {
      if (has(value, name)) found.join(here(schema));
    }
  }),
  patternProperties: of<Values>("object", (at, schemas) => {
    for (const [pattern, schema] of Object.entries(schemas)) {
      const expression = expressionOf(pattern);
      for (const key of Object.keys(at.value as object)) {
        if (expression.test(key)) look(at, schema, key);
      }
    }
  }),
  properties: of<Values>("object", (at, schemas) => {
    for (const [name, schema] of Object.entries(schemas)) {
      if (has(at.value, name)) look(at, schema, name);
    }
  }),
  propertyNames: of("object", ({ value, found, below }, schema) => {
    for (const key of Object.keys(value as object)) found.take(below(schema, key, key).failures);
  }),
  contains: of("array", contains),
  items: of("array", (at, schema) => {
    const { length = 0 } = (at.schema.prefixItems ?? []) as unknown[];
    lookAtItems(at, length, () => schema, (at.value as unknown[]).length);
  }),
  prefixItems: of<unknown[]>("array", (at, schemas) => {
    const length = Math.min(schemas.length, (at.value as unknown[]).length);
    lookAtItems(at, 0, (index) => schemas[index], length);
  }),
  $ref: ofAll(({ found, here, targetOf }) => found.join(here(targetOf("$ref")))),
  $dynamicRef: ofAll(({ found, here, targetOf }) => found.join(here(targetOf("$dynamicRef")))),
  if: ofAll(({ schema, found, here }, condition) => {
    const asked = here(condition);
    if (asked.isValid) found.join(asked);
    const branch = asked.isValid ? "then" : "else";
    if (Object.hasOwn(schema, branch)) found.join(here(schema[branch]));
  }),
  not: ofAll(({ path, found, here }, schema) => {
    if (here(schema).isValid) found.add(path, "not", "Must not be valid.");
  }),
  allOf: ofAll<unknown[]>(({ found, here }, schemas) => {
    for (const schema of schemas) found.join(here(schema));
  }),
  anyOf: ofAll<unknown[]>((at, schemas) => {
    if (oneOrMore(at, schemas) > 0) return;
    at.found.add(at.path, "anyOf", "Must match a schema in anyOf.");
  }),
  oneOf: ofAll<unknown[]>((at, schemas) => {
    if (oneOrMore(at, schemas) === 1) return;
    at.found.add(at.path, "oneOf", "Must match exactly one schema in oneOf.");
  }),
  unevaluatedItems: of("array", (at, schema) => {
    let isFirst = true;
    unevaluated(at, schema, () => {
      if (isFirst) at.found.add(at.path, "unevaluatedItems", "Must not have unevaluated items.");
      isFirst = false;
    });
  }),
  unevaluatedProperties: of("object", (at, schema) => {
    unevaluated(at, schema, (key) =>
      at.found.add([...at.path, key], "unevaluatedProperties", "Is not allowed."),
    );
  }),
};
