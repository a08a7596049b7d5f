// JSON Schema, draft 2020-12, by typebox. build.mjs replaces some of typebox's modules by the files
// beside this one.
import Format from "typebox/format";
import { Build, Errors } from "typebox/schema";
import { Settings } from "typebox/system";
import { addError, type FieldError, type FieldErrorMap } from "../values/field-error.ts";
import { isUri, isUriReference } from "./uri.ts";

/**
 * Values with more levels are refused: the library needs minutes for their errors, and goja has no
 * stack limit.
 */
const MAX_DEPTH = 100;
const MAX_ERRORS = 50;

/**
 * A host name of RFC 1123. For some values, such as "xn--hello-txk", the library's own check never
 * returns in goja.
 */
const MAX_HOSTNAME = 253;
const HOSTNAME =
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;
Format.Set("hostname", (text) => text.length <= MAX_HOSTNAME && HOSTNAME.test(text));
Format.Set("uri", isUri);
Format.Set("uri-reference", isUriReference);
/**
 * These two run in the engine that backtracks, or compile the client's own text. No date needs more
 * characters, and no pattern that a person writes.
 */
const MAX_BACKTRACKED = 1000;
for (const [format, check] of [
  ["date-time", Format.IsDateTime],
  ["regex", Format.IsRegex],
] as const) {
  Format.Set(format, (text) => text.length <= MAX_BACKTRACKED && check(text));
}
Settings.Set({ maxErrors: MAX_ERRORS });

/** The formats that are checked. The others need Unicode's tables, which goja does not have. */
export const FORMATS = Format.Entries()
  .map(([name]) => name)
  .filter((name) => !/^i(dn|ri)/.test(name));

type JsonSchema = Record<string, unknown> | boolean;
type Path = (string | number)[];

/**
 * Compiles a schema in which problems.ts has found no problem to a function that returns the errors
 * by path under the value, or `undefined` for a valid value. The function passes every error
 * through `finish`.
 */
export function compileSchema(schema: JsonSchema) {
  const compiled = Build(schema as never).Evaluate();
  return (
    value: unknown,
    finish: (error: FieldError) => FieldError,
  ): FieldError | FieldErrorMap | undefined => {
    const message = `Is nested deeper than ${MAX_DEPTH} levels.`;
    if (!isShallow(value, MAX_DEPTH)) return finish(schemaError("depth", message));
    if (compiled.Check(value)) return undefined;
    const [, errors] = Errors(schema as never, value);
    const failures = errors.flatMap((error) => failuresOf(error as LibraryError, value));
    return nest(failures, finish) ?? finish(schemaError("schema", "Is not valid."));
  };
}

interface LibraryError {
  instancePath: string;
  keyword: string;
  message: string;
  params: Record<string, string[] | undefined>;
}
interface Failure {
  path: Path;
  error: FieldError;
}

const schemaError = (keyword: string, message: string): FieldError => ({
  code: "validation_schema",
  message,
  params: { keyword },
});

/** Reports a missing or an unwanted property at its own name, where the client can correct it. */
function failuresOf(
  { instancePath, keyword, message, params }: LibraryError,
  value: unknown,
): Failure[] {
  const path = pathOf(instancePath, value);
  const at = (names: string[] | undefined, text: string) =>
    (names ?? []).map((name) => ({ path: [...path, name], error: schemaError(keyword, text) }));
  if (keyword === "required") return at(params.requiredProperties, "Cannot be blank.");
  if (keyword === "dependentRequired")
    return at(params.dependencies, `Cannot be blank with ${params.property}.`);
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") {
    return at(params[keyword], "Is not allowed.");
  }
  if (keyword === "boolean") return [{ path, error: schemaError(keyword, "Is not allowed.") }];
  const text = `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`;
  return [{ path, error: schemaError(keyword, text) }];
}

/**
 * A field is either an error or the parent of errors. The deepest errors say most, so they come
 * first.
 */
function nest(failures: Failure[], finish: (error: FieldError) => FieldError) {
  const errors: FieldErrorMap = {};
  const deepestFirst = failures.toSorted((a, b) => b.path.length - a.path.length);
  for (const { path, error } of deepestFirst) addError(errors, ["value", ...path], finish(error));
  return errors.value;
}

/** Returns `/tags/1/a~1b` as `["tags", 1, "a/b"]` (RFC 6901). */
function pathOf(pointer: string, root: unknown): Path {
  let at = root;
  return pointer
    .split("/")
    .slice(1)
    .map((part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      const isIndex = Array.isArray(at);
      at = (at as Record<string, unknown> | undefined)?.[key];
      return isIndex ? Number(key) : key;
    });
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((child) => isShallow(child, levels - 1));
}
