// A part of PocketBase's filter language (tools/search): single-valued own fields, @request, parameters.
import type { App } from "./app.ts";
import type { Collection } from "./collection.ts";
import { DateTime } from "./datetime.ts";
import { GoError } from "./errors.ts";
import { isMultiple } from "./field-types.ts";
import { tokenize } from "./filter-tokens.ts";
import { JsonRaw } from "./go.ts";
import type { Record, Values } from "./record.ts";

/** What a rule or filter may refer to besides the record. */
export interface FilterContext {
  params?: Values;
  request?: { auth: Record | null; body: Values; query: Values; headers: Values; method: string };
}

type Test = (record: Record) => boolean;
type Value = (record: Record) => unknown;
const invalid = (text: string) => new GoError(`invalid filter expression: ${text}`);

/** Says of a record whether it matches; `""` matches all. */
export function matcher(
  app: App,
  collection: Collection,
  filter: string,
  context: FilterContext,
): Test {
  if (filter.trim() === "") return () => true;
  const tokens = tokenize(filter);
  if (!tokens) throw app.core.failures.notMocked(`the filter ${filter}`);
  let at = 0;
  const test = either();
  if (at < tokens.length) throw invalid(filter);
  return test;

  function either(): Test {
    let left = both();
    while (tokens?.[at] === "||") {
      at++;
      const [a, b] = [left, both()];
      left = (record) => a(record) || b(record);
    }
    return left;
  }

  function both(): Test {
    let left = single();
    while (tokens?.[at] === "&&") {
      at++;
      const [a, b] = [left, single()];
      left = (record) => a(record) && b(record);
    }
    return left;
  }

  function single(): Test {
    if (tokens?.[at] === "(") {
      at++;
      const inner = either();
      if (tokens[at++] !== ")") throw invalid(filter);
      return inner;
    }
    const [left, operator, right] = [
      operand(tokens?.[at++]),
      tokens?.[at++] ?? "",
      operand(tokens?.[at++]),
    ];
    const compare = COMPARE[operator];
    if (!compare) throw invalid(filter);
    return (record) => compare(plain(left(record)), plain(right(record)));
  }

  function operand(token = ""): Value {
    if (/^['"]/.test(token)) return () => token.slice(1, -1).replace(/\\(['"])/g, "$1");
    if (/^-?\d/.test(token)) return () => Number(token);
    if (token === "true" || token === "false") return () => token === "true";
    if (token === "null") return () => null;
    if (token === "@now") return () => new DateTime(Date.now());
    if (token.startsWith("{:")) return () => context.params?.[token.slice(2, -1)];
    if (token.startsWith("@request.")) return requestValue(app, token, context);
    return fieldValue(app, collection, token);
  }
}

/** Orders records by `-created,title`; without a sort they stay in the order they were made. */
export function sorter(
  app: App,
  collection: Collection,
  sort: string,
): (a: Record, b: Record) => number {
  const keys = sort
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part && part !== "@rowid");
  const orders = keys.map((key) => {
    const sign = key.startsWith("-") ? -1 : 1;
    const value = fieldValue(app, collection, key.replace(/^[-+]/, ""));
    return (a: Record, b: Record) => sign * order(plain(value(a)), plain(value(b)));
  });
  return (a, b) => orders.map((compare) => compare(a, b)).find((result) => result !== 0) ?? 0;
}

function fieldValue(app: App, collection: Collection, name: string): Value {
  const field = collection.fields.getByName(name);
  if (!field) {
    if (/[.:@(]/.test(name)) throw app.core.failures.notMocked(`"${name}" in a filter`);
    throw invalid(`unknown field "${name}"`);
  }
  if (isMultiple(field.options))
    throw app.core.failures.notMocked(`the list field "${name}" in a filter`);
  return (record) => record.getRaw(name);
}

function requestValue(app: App, token: string, { request }: FilterContext): Value {
  const [, part = "", name = "", rest] = token.slice(1).split(".");
  if (rest !== undefined || /:/.test(token))
    throw app.core.failures.notMocked(`"${token}" in a filter`);
  if (part === "method" || part === "context") {
    return () => (part === "method" ? request?.method : "default");
  }
  if (part === "auth") {
    const { auth = null } = request ?? {};
    if (name === "collectionName") return () => auth?.collection().name;
    if (name === "collectionId") return () => auth?.collection().id;
    return () => auth?.getRaw(name);
  }
  if (part === "body" || part === "query" || part === "headers") return () => request?.[part][name];
  throw app.core.failures.notMocked(`"${token}" in a filter`);
}

/** As SQLite sees it: booleans are numbers, dates are text, what is not there is empty. */
function plain(value: unknown): string | number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return value;
  if (value instanceof DateTime || value instanceof JsonRaw) return value.string();
  if (value instanceof Date) return new DateTime(value.getTime()).string();
  return value === null || value === undefined ? "" : String(value);
}

function order(a: string | number, b: string | number): number {
  const numbers = typeof a === "number" || typeof b === "number";
  const [left, right] =
    numbers && a !== "" && b !== "" ? [Number(a), Number(b)] : [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function like(text: string | number, pattern: string | number): boolean {
  const wild = String(pattern).includes("%") ? String(pattern) : `%${pattern}%`;
  const escaped = wild.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("%", ".*");
  return new RegExp(`^${escaped}$`, "is").test(String(text));
}

const COMPARE: { [operator: string]: (a: string | number, b: string | number) => boolean } = {
  "=": (a, b) => order(a, b) === 0,
  "!=": (a, b) => order(a, b) !== 0,
  ">": (a, b) => order(a, b) > 0,
  ">=": (a, b) => order(a, b) >= 0,
  "<": (a, b) => order(a, b) < 0,
  "<=": (a, b) => order(a, b) <= 0,
  "~": like,
  "!~": (a, b) => !like(a, b),
};
