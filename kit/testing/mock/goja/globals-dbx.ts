// github.com/pocketbase/dbx, expression.go: conditions that hook files build

import { GO, goType } from "../go/go.ts";
import type { Values } from "../go/values.ts";
import { SURFACE } from "./surface.ts";

/** Takes a value, and returns its placeholder for the SQL. */
type Bind = (value: unknown) => string;

class Expression {
  static readonly [GO] = goType({ name: "Expression" });
  /** The condition of an empty expression is `""`. */
  constructor(readonly build: (bind: Bind) => string) {}
}

const column = (name: string) => (/[(`"[]/.test(name) ? name : `[[${name}]]`);
const isExpression = (value: unknown): value is Expression => value instanceof Expression;

/** When all conditions are empty, dbx makes `()`, which SQLite refuses. */
function join(operator: "AND" | "OR", expressions: readonly unknown[]): Expression {
  return new Expression((bind) => {
    if (expressions.length === 0) return "";
    const parts = texts(expressions, bind);
    return parts.length === 1 ? (parts[0] as string) : `(${parts.join(`) ${operator} (`)})`;
  });
}

const texts = (expressions: readonly unknown[], bind: Bind) =>
  expressions
    .filter(isExpression)
    .map((one) => one.build(bind))
    .filter(Boolean);

function among(name: string, values: readonly unknown[], not: boolean): Expression {
  return new Expression((bind) => {
    if (values.length === 0) return not ? "" : "0=1";
    const list = values.map((value) => {
      if (value === null) return "NULL";
      return isExpression(value) ? value.build(bind) : bind(value);
    });
    if (list.length === 1) return `${column(name)}${not ? "<>" : "="}${list[0]}`;
    return `${column(name)} ${not ? "NOT IN" : "IN"} (${list.join(", ")})`;
  });
}

function equal(name: string, value: unknown): Expression {
  if (value === null) return new Expression(() => `${column(name)} IS NULL`);
  if (Array.isArray(value)) return among(name, value, false);
  if (isExpression(value)) {
    return new Expression((bind) => {
      const text = value.build(bind);
      return text && `(${text})`;
    });
  }
  return new Expression((bind) => `${column(name)}=${bind(value)}`);
}

function wrapped(before: string, inner: Expression, otherwise: string): Expression {
  return new Expression((bind) => {
    const text = inner.build(bind);
    return text ? `${before} (${text})` : otherwise;
  });
}

function between(name: string, from: unknown, to: unknown, not: boolean): Expression {
  return new Expression(
    (bind) => `${column(name)} ${not ? "NOT " : ""}BETWEEN ${bind(from)} AND ${bind(to)}`,
  );
}

function like(name: string, operator: string, between: string, values: readonly string[]) {
  return new Expression((bind) =>
    values
      .map((value) => `%${String(value).replace(/[\\%_]/g, "\\$&")}%`)
      .map((pattern) => `${column(name)} ${operator} ${bind(pattern)}`)
      .join(` ${between} `),
  );
}

export class Dbx {
  static readonly [GO] = goType({
    name: "$dbx",
    type: "$dbx",
    methods: SURFACE.$dbx ?? [],
  });

  /** Parameters are written as `{:name}`. */
  exp = (sql: string, params: Values = {}) =>
    new Expression((bind) => sql.replace(/\{:(\w+)\}/g, (_, name) => bind(params?.[name])));
  hashExp = (values: Values) =>
    new Expression((bind) => {
      const names = Object.keys(values).sort();
      return texts(
        names.map((name) => equal(name, values[name])),
        bind,
      ).join(" AND ");
    });
  and = (...expressions: unknown[]) => join("AND", expressions);
  or = (...expressions: unknown[]) => join("OR", expressions);
  not = (expression: Expression) => wrapped("NOT", expression, "");
  exists = (expression: Expression) => wrapped("EXISTS", expression, "0=1");
  notExists = (expression: Expression) => wrapped("NOT EXISTS", expression, "");
  in = (name: string, ...values: unknown[]) => among(name, values, false);
  notIn = (name: string, ...values: unknown[]) => among(name, values, true);
  like = (name: string, ...values: string[]) => like(name, "LIKE", "AND", values);
  orLike = (name: string, ...values: string[]) => like(name, "LIKE", "OR", values);
  notLike = (name: string, ...values: string[]) => like(name, "NOT LIKE", "AND", values);
  orNotLike = (name: string, ...values: string[]) => like(name, "NOT LIKE", "OR", values);
  between = (name: string, from: unknown, to: unknown) => between(name, from, to, false);
  notBetween = (name: string, from: unknown, to: unknown) => between(name, from, to, true);
}

/** Joins all conditions for the end of a query. */
export function conditions(expressions: readonly unknown[]): { where: string; params: Values } {
  const params: Values = {};
  const where = join("AND", expressions).build((value) => {
    const name = `e${Object.keys(params).length}`;
    params[name] = value;
    return `{:${name}}`;
  });
  return { where, params };
}
