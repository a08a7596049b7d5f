// tools/search: PocketBase's filter language as SQL

import type { Collection } from "../core/collection.ts";
import type { Finders } from "../core/finders.ts";
import type { RecordQuery } from "../core/record-rows.ts";
import { castString } from "../go/cast.ts";
import { GoError } from "../go/errors.ts";
import type { Values } from "../go/values.ts";
import { MACROS } from "./macros.ts";
import { compare, type Operand } from "./operand.ts";
import type { RequestData } from "./request.ts";
import { Resolver } from "./resolver.ts";
import { tokenize } from "./tokens.ts";

interface FilterOptions {
  readonly request?: RequestData;
  /** The name of the collection's table in the query. Default: the collection's name. */
  readonly table?: string;
}

/** The conditions and orders of one query. */
export class Filter {
  readonly #app: Finders;
  readonly #resolver: Resolver;
  readonly #where: string[] = [];
  readonly #order: string[] = [];

  constructor(app: Finders, collection: Collection, { request, table }: FilterOptions) {
    this.#app = app;
    this.#resolver = new Resolver(app, collection, {
      table: table ?? collection.name,
      request,
      changed: (name) =>
        this.#build(`@request.body.${name}:isset = true && @request.body.${name} != ${name}`),
    });
  }

  /** Adds a condition; `""` matches all records. */
  where(filter: string, params: Values = {}): this {
    if (filter.trim() !== "") this.#where.push(`(${this.#build(withParams(filter, params))})`);
    return this;
  }

  /**
   * Refuses hidden fields from now on, because the next filters are a client's and not a rule's.
   */
  hideFields(): this {
    this.#resolver.hidden = false;
    return this;
  }

  /** Adds an order such as `-created,title`. */
  order(sort: string): this {
    for (const part of sort.split(",").map((text) => text.trim())) {
      if (part === "") continue;
      const name = part.replace(/^[-+]/, "");
      this.#order.push(`${this.#orderBy(name)} ${part.startsWith("-") ? "DESC" : "ASC"}`);
    }
    return this;
  }

  get query(): RecordQuery {
    const { joins, params } = this.#resolver;
    return { joins, params, where: this.#where.join(" AND "), order: this.#order.join(", ") };
  }

  #orderBy(name: string): string {
    if (name === "@rowid") return "[[_rowid_]]";
    if (name === "@random") return "RANDOM()";
    const { sql, param } = resolveSort(() => this.#resolver.resolve(name), name);
    if (param || sql === "NULL") throw new GoError(`invalid sort field "${name}"`);
    return sql;
  }

  #build(filter: string): string {
    const tokens = tokenize(filter);
    if (!tokens) throw this.#app.core.failures.notMocked(`the filter ${filter}`);
    const invalid = () => new GoError(`invalid or incomplete filter expression: ${filter}`);
    const parts: string[] = [];
    let expectsTerm = true;
    let depth = 0;
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at] as string;
      if (token === "&&" || token === "||") {
        if (expectsTerm) throw invalid();
        parts.push(token === "&&" ? "AND" : "OR");
        expectsTerm = true;
      } else if (token === "(" || token === ")") {
        depth += token === "(" ? 1 : -1;
        if (depth < 0 || expectsTerm !== (token === "(")) throw invalid();
        parts.push(token);
      } else {
        if (!expectsTerm) throw invalid();
        const [operator = "", right] = [tokens[at + 1], tokens[at + 2]];
        if (right === undefined || !/^\??(?:!?[=~]|[<>]=?)$/.test(operator)) throw invalid();
        const [a, b] = [this.#operand(token), this.#operand(right)];
        parts.push(
          compare(a, operator, b, (name, value) => {
            this.#resolver.params[name] = value;
          }),
        );
        at += 2;
        expectsTerm = false;
      }
    }
    if (expectsTerm || depth > 0) throw invalid();
    return parts.join(" ");
  }

  #operand(token: string): Operand {
    const resolver = this.#resolver;
    if (/^['"]/.test(token)) return resolver.param(unquote(token));
    if (/^-?\d/.test(token)) return resolver.param(Number(token));
    const macro = MACROS[token];
    if (macro) return resolver.param(macro(this.#app.core.clock.now()));
    try {
      return resolver.resolve(token);
    } catch (error) {
      const literal = LITERALS[token.toLowerCase()];
      if (literal && error instanceof GoError) return { sql: literal };
      throw error;
    }
  }
}

const LITERALS: { readonly [name: string]: string } = { null: "NULL", true: "1", false: "0" };
const unquote = (token: string) =>
  token.slice(1, -1).replaceAll(`\\${token[0]}`, token[0] as string);

function resolveSort(resolve: () => Operand, name: string): Operand {
  try {
    return resolve();
  } catch (error) {
    throw error instanceof GoError ? new GoError(`invalid sort field "${name}"`) : error;
  }
}

/**
 * Puts the parameters into the text, as PocketBase does: backslashes in a parameter are doubled and
 * stay doubled.
 */
function withParams(filter: string, params: Values): string {
  return Object.entries(params).reduce(
    (text, [name, value]) => text.replaceAll(`{:${name}}`, () => literal(value)),
    filter,
  );
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return JSON.stringify(castString(value) || (value === "" ? "" : JSON.stringify(value)));
}
