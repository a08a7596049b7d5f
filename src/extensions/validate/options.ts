// Types only, part of pocketbundle.d.ts.
import type { App, RequestEvent } from "../../contract/pocketbase.ts";
import type { ValueRules } from "../../contract/values.ts";

/**
 * The values of a record, read-only: JSON is parsed, dates are ISO strings, relations are ids and
 * files are names. A password is never included.
 */
// biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
export type RecordValues = Readonly<Record<string, any>>;

/** The second argument of a check. */
export interface CheckRecordContext {
  /** The app to read with. Inside a transaction, it is the transaction's app. */
  readonly app: App;
  /** `true` for a create, `false` for an update. */
  readonly isNew: boolean;
  /** The saved values before an update; `null` for a create. */
  readonly original: RecordValues | null;
  /** The signed-in record; `null` for a guest. Only for rules with `scope: "request"`. */
  readonly auth?: RequestEvent["auth"] | null | undefined;
  /** The request that writes the record. Only for rules with `scope: "request"`. */
  readonly request?: CheckRequest | undefined;
}

/** The API request that writes the record. */
export interface CheckRequest {
  readonly method: string;
  readonly ip: string;
  readonly query: Record<string, string>;
  /** The names are in lower case with `_` for `-`, as in PocketBase's filters: `user_agent`. */
  readonly headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the client's.
  readonly body: Record<string, any>;
}

/** Rules for one field of a record. */
export interface FieldRules extends ValueRules {
  /** Makes the field required when this returns `true`. */
  requiredWhen?(record: RecordValues, ctx: CheckRecordContext): boolean;
  /** The field's rules hold only when this returns `true`. Default: always. */
  when?(record: RecordValues, ctx: CheckRecordContext): boolean;
  /** The value cannot change once the record is saved. Default `false`. */
  immutable?: boolean;
  /** The values that a new record may begin with. */
  initial?: (string | number | boolean)[];
  /** The values that may follow each value. A value that is not a key is final. */
  transitions?: Record<string, (string | number | boolean)[]>;
  /**
   * No other record may have this value. The rule cannot race. `caseInsensitive` ignores the case
   * of A–Z; `within` names fields that must be equal too for two values to clash. `normalize`
   * stores the text in Unicode's normal form C, so that two spellings of one character are equal.
   */
  unique?: boolean | { caseInsensitive?: boolean; normalize?: boolean; within?: string[] };
  /** A PocketBase filter that every related record which the write adds must match. */
  exists?: string;
  /**
   * Limits for uploads. `maxSize` is in bytes per file; `types` are MIME types, which are derived
   * from the content.
   */
  file?: { maxSize?: number; types?: string[] };
  /**
   * Your own rule: returns `true` when the value is valid. Any result except `true` and `false` is
   * a bug in the config and refuses the write.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the value is the user's.
  check?(value: any, record: RecordValues, ctx: CheckRecordContext): boolean;
}

/** A rule across fields. */
export interface RecordRule {
  /** The field that the error is shown at. */
  field: string;
  /** The code of the error. Default `"validation_rule"`. */
  code?: string;
  message: string;
  /** The rule holds only when this returns `true`. Default: always. */
  when?(record: RecordValues, ctx: CheckRecordContext): boolean;
  /**
   * Returns `true` when the record is valid. Any result except `true` and `false` is a bug in the
   * config and refuses the write.
   */
  check(record: RecordValues, ctx: CheckRecordContext): boolean;
  /**
   * `"record"` (default) checks every way a record is saved. `"request"` checks only API requests,
   * with `ctx.auth` and `ctx.request`; such a rule holds a VM while the record is written.
   */
  scope?: "record" | "request";
}

/**
 * Allows at most `max` records. The rule cannot race. A write that does not add to the count is
 * never refused.
 */
export interface LimitRule {
  max: number;
  /**
   * Field names: only records with the same values in these fields are counted together. A record
   * in which one of them is empty passes. Default: all records are counted together.
   */
  per?: string[];
  /** A PocketBase filter for the records to count. Default: all records. */
  where?: string;
  /** The field that the error is shown at. Default: the first of `per`, else `id`. */
  field?: string;
  message?: string;
}

/** A Standard Schema (https://standardschema.dev): valibot, zod 4, zod/mini, arktype … */
export interface StandardSchema {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
  };
}

/**
 * Messages in one language, by `"<field>.<code>"`, `"<field>"` or `"<code>"`. `{name}` is replaced
 * by the error's param of that name.
 */
export type Messages = Record<string, string>;

export interface CollectionRules {
  /** Rules by field name. */
  fields?: Record<string, FieldRules>;
  /** Rules across fields. A rule is skipped when its field is already broken. */
  rules?: RecordRule[];
  limit?: LimitRule | LimitRule[];
  /**
   * `"auto"` makes the indexes that `unique` and `limit` need, as indexes of the collection, where
   * it has none that serves them. `"manual"` makes none, and each start warns of a missing one with
   * its `CREATE INDEX`. Default `"auto"`.
   */
  indexes?: "auto" | "manual";
  /** A synchronous Standard Schema for the whole record. */
  schema?: StandardSchema;
  /** Writes the schema's output back into the record. Default `false`. */
  apply?: boolean;
  /** `"skip"` does not validate API requests of superusers. Default `"validate"`. */
  superusers?: "validate" | "skip";
  /** Messages by language (`de`, `pt-br`). The request's `Accept-Language` chooses the language. */
  messages?: Record<string, Messages>;
}

/** Rules by collection name. */
export type ValidateOptions = Record<string, CollectionRules>;
