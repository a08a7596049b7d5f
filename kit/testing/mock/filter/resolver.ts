// core/record_field_resolver_runner.go: turns names in filters into columns, joins and parameters
import type { Collection } from "../core/collection.ts";
import type { Field } from "../core/fields/field.ts";
import type { Finders } from "../core/finders.ts";
import { GoError } from "../go/errors.ts";
import type { Values } from "../go/values.ts";
import { jsonEach, jsonExtract, jsonLength, jsonPath } from "./json.ts";
import { NULL, type Operand } from "./operand.ts";
import { listOf, type RequestData, requestValue } from "./request.ts";

const MODIFIERS = ["isset", "each", "length", "lower", "changed"];

/**
 * The place that a path has reached: a table of the query, and its twin in the query of all values
 * of a list.
 */
interface Place {
  readonly collection: Collection;
  readonly table: string;
  readonly twin: string;
  /** The joins of the twin, beginning at the record's own table. */
  readonly twinJoins: readonly string[];
  readonly isList: boolean;
}

export class Resolver {
  readonly params: Values = {};
  /** Whether hidden fields are allowed, as they are in rules. */
  hidden = true;
  readonly #joins = new Map<string, string>();
  #count = 0;

  constructor(
    private readonly app: Finders,
    private readonly collection: Collection,
    private readonly options: {
      /** The name of the record's own table in the query. */
      readonly table: string;
      readonly request?: RequestData | undefined;
      /** Returns the condition for `@request.body.x:changed`. */
      readonly changed: (name: string) => string;
    },
  ) {}

  get joins(): string {
    return [...this.#joins.values()].join(" ");
  }

  param(value: unknown): Operand {
    const name = `p${++this.#count}`;
    this.params[name] = value;
    return { sql: `{:${name}}`, param: { name, value } };
  }

  resolve(name: string): Operand {
    const props = name.split(".");
    if (props[0] === "@request") return this.#request(name, props.slice(1));
    if (props[0] === "@collection") return this.#otherCollection(name, props);
    return this.#walk(name, this.#start(), props);
  }

  #start(): Place {
    const { table } = this.options;
    return {
      collection: this.collection,
      table,
      twin: `__mm_${table}`,
      twinJoins: [],
      isList: false,
    };
  }

  #request(name: string, props: string[]): Operand {
    const { request } = this.options;
    if (!request) return NULL;
    const [last, modifier] = splitModifier(props.at(-1) as string);
    const path = [...props.slice(0, -1), last];
    if (path[0] === "auth" && path.length > 2) throw this.#notMocked(name);
    const { value, isSet } = requestValue(this.collection, request, path);
    if (modifier === "isset") return { sql: isSet ? "TRUE" : "FALSE" };
    if (modifier === "changed") return { sql: `(${this.options.changed(last)})`, exact: true };
    if (modifier === "length") return { sql: String(listOf(request.body[last]).length) };
    if (modifier === "each") throw this.#notMocked(name);
    if (value === null || value === undefined) return NULL;
    const param = this.param(value);
    return modifier === "lower" ? { sql: `LOWER(${param.sql})` } : param;
  }

  /**
   * `@collection.name.field` and `@collection.name:alias.field` stand for any row of another
   * collection.
   */
  #otherCollection(name: string, [, which = "", ...rest]: string[]): Operand {
    const [other = "", alias] = which.split(":");
    const collection = this.app.findCachedCollection(other);
    if (!collection || rest.length === 0) {
      throw new GoError(`failed to load collection "${which}" from field path "${name}"`);
    }
    const table = alias ? `__collection_alias_${alias}` : `__collection_${collection.name}`;
    this.#join(table, `{{${collection.name}}}`);
    const twin = `__mm_${table}`;
    const twinJoins = [`LEFT JOIN {{${collection.name}}} {{${twin}}}`];
    return this.#walk(name, { collection, table, twin, twinJoins, isList: true }, rest);
  }

  #walk(name: string, place: Place, [prop = "", ...rest]: string[]): Operand {
    if (rest.length === 0) return this.#last(name, place, prop);
    const field = this.#field(place.collection, prop);
    if (field.type() === "json" || field.type() === "geoPoint") {
      return this.#result(place, (table) => jsonExtract(`${table}.${prop}`, jsonPath(rest)), true);
    }
    if (field.type() !== "relation") throw new GoError(`field "${prop}" is not a valid relation`);
    if (!field.isMultiple() && rest.length === 1 && rest[0] === "id") {
      return this.#last(name, place, prop);
    }
    return this.#walk(name, this.#follow(place, field), rest);
  }

  #follow(place: Place, field: Field): Place {
    const collection = this.app.findCachedCollection(String(field.options.collectionId));
    if (!collection) throw new GoError(`failed to load field "${field.name}" collection`);
    const isList = place.isList || field.isMultiple();
    const table = `${place.table}_${field.name}`;
    const twin = `${place.twin}_${field.name}`;
    const joins = relationJoins(collection.name, table, place.table, field);
    for (const [alias, text] of joins) this.#join(alias, text);
    const twinJoins = relationJoins(collection.name, twin, place.twin, field).map(([alias, text]) =>
      leftJoin(alias, text),
    );
    return { collection, table, twin, twinJoins: [...place.twinJoins, ...twinJoins], isList };
  }

  #last(name: string, place: Place, prop: string): Operand {
    const [own, modifier] = splitModifier(prop);
    const field = this.#field(place.collection, own);
    const column = (table: string) => `${table}.${own}`;
    if (modifier === "length" && hasList(field)) {
      return this.#result(place, (table) => jsonLength(column(table)));
    }
    if (modifier === "each" && hasList(field)) return this.#each(place, field);
    const isJson = field.type() === "json";
    const sql = (table: string) =>
      isJson ? jsonExtract(column(table), "") : `[[${column(table)}]]`;
    const result = this.#result(
      place,
      modifier === "lower" ? (table) => `LOWER(${sql(table)})` : sql,
      isJson,
    );
    const isPrivate = own === "email" && !this.hidden && place.collection.isAuth();
    if (modifier === "changed" || modifier === "isset") throw this.#notMocked(name);
    return isPrivate ? { ...result, and: `[[${place.table}.emailVisibility]] = TRUE` } : result;
  }

  #each(place: Place, field: Field): Operand {
    const each = `__je_${place.table}_${field.name}`;
    const twinEach = `__je_${place.twin}_${field.name}`;
    this.#join(each, jsonEach(`${place.table}.${field.name}`));
    const twinJoin = leftJoin(twinEach, jsonEach(`${place.twin}.${field.name}`));
    const twinJoins = [...place.twinJoins, twinJoin];
    const isList = place.isList || field.isMultiple();
    return this.#result({ ...place, twinJoins, isList }, (table) =>
      table === place.table ? `[[${each}.value]]` : `[[${twinEach}.value]]`,
    );
  }

  #result(place: Place, sql: (table: string) => string, exact = false): Operand {
    const result = { sql: sql(place.table), exact };
    if (!place.isList) return result;
    const { table } = this.options;
    const from = `{{${this.collection.name}}} {{__mm_${table}}} ${place.twinJoins.join(" ")}`;
    const all = `SELECT ${sql(place.twin)} AS [[multiMatchValue]] FROM ${from} WHERE [[__mm_${table}.id]] = [[${table}.id]]`;
    return { ...result, all };
  }

  #field({ fields }: Collection, name: string): Field {
    const field = fields.getByName(name);
    if (!field) {
      if (/_via_/.test(name)) throw this.#notMocked(name);
      throw new GoError(`unknown field "${name}"`);
    }
    if (field.hidden && !this.hidden) throw new GoError(`non-filterable field "${name}"`);
    return field;
  }

  #join(alias: string, source: string): void {
    this.#joins.set(alias, leftJoin(alias, source));
  }

  #notMocked(name: string): Error {
    return this.app.core.failures.notMocked(`"${name}" in a filter`);
  }
}

const hasList = (field: Field) => ["select", "relation", "file"].includes(field.type());

/** A source may contain its condition: `table ON …`. */
function leftJoin(alias: string, source: string): string {
  const [from, on] = source.split(" ON ");
  return `LEFT JOIN ${from} {{${alias}}}${on ? ` ON ${on}` : ""}`;
}

function relationJoins(
  collection: string,
  table: string,
  from: string,
  field: Field,
): [alias: string, source: string][] {
  const column = `${from}.${field.name}`;
  const to = (value: string) => `{{${collection}}} ON [[${table}.id]] = [[${value}]]`;
  if (!field.isMultiple()) return [[table, to(column)]];
  return [
    [`__je_${table}`, jsonEach(column)],
    [table, to(`__je_${table}.value`)],
  ];
}

function splitModifier(text: string): [name: string, modifier: string] {
  const [name = "", modifier = "", more] = text.split(":");
  if (more !== undefined || modifier === "") return [text, ""];
  if (!MODIFIERS.includes(modifier)) throw new GoError(`unknown modifier in "${text}"`);
  return [name, modifier];
}
