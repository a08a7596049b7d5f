// Types only, part of pocketbundle.d.ts.
import type { App, RequestEvent } from "../../contract/pocketbase.ts";
import type { ValueRules } from "../../contract/values.ts";

/**
 * A record's values, read-only: JSON parsed, dates as ISO strings, relations and files as ids and names.
 * A password is never among them.
 */
// biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
export type RecordValues = Readonly<Record<string, any>>;

/** What a check gets besides the record. */
export interface CheckRecordContext {
  /** The app to read with; inside a transaction, the transaction's. */
  readonly app: App;
  /** `true` for a create, `false` for an update. */
  readonly isNew: boolean;
  /** The saved values before an update, `null` for a create. */
  readonly original: RecordValues | null;
  /** Rules with `scope: "request"` only: the signed-in record, `null` for a guest. */
  readonly auth?: RequestEvent["auth"] | null | undefined;
  /** Rules with `scope: "request"` only. */
  readonly request?: CheckRequest | undefined;
}

/** The API request that writes the record. */
export interface CheckRequest {
  readonly method: string;
  readonly ip: string;
  readonly query: Record<string, string>;
  /** Names in lower case with `_` for `-`, as PocketBase's filters have them: `user_agent`. */
  readonly headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the client's.
  readonly body: Record<string, any>;
}

/** Rules for one field of a record. */
export interface FieldRules extends ValueRules {
  /** The field must not be empty when this returns `true`. */
  requiredWhen?(record: RecordValues, ctx: CheckRecordContext): boolean;
  /** The field's rules hold only when this returns `true`. */
  when?(record: RecordValues, ctx: CheckRecordContext): boolean;
  /** Cannot change once the record is saved. */
  immutable?: boolean;
  /** The values a new record may begin with. */
  initial?: (string | number | boolean)[];
  /** The values that may follow each value; a value that is not a key is final. */
  transitions?: Record<string, (string | number | boolean)[]>;
  /**
   * No other record has this value; race-free. `caseInsensitive` ignores the case of A–Z, `within` names
   * fields that must be equal for two values to clash.
   */
  unique?: boolean | { caseInsensitive?: boolean; within?: string[] };
  /** Every related record matches this PocketBase filter. */
  exists?: string;
  /** For uploads. `maxSize` in bytes per file; `types` are MIME types, told from the content. */
  file?: { maxSize?: number; types?: string[] };
  /** Your own rule. Anything but a boolean is a bug in the config and refuses the write. */
  // biome-ignore lint/suspicious/noExplicitAny: the value is the user's.
  check?(value: any, record: RecordValues, ctx: CheckRecordContext): boolean;
}

/** A rule across fields. */
export interface RecordRule {
  /** The field that the error is shown at. */
  field: string;
  /** Default `"validation_rule"`. */
  code?: string;
  message: string;
  /** The rule holds only when this returns `true`. */
  when?(record: RecordValues, ctx: CheckRecordContext): boolean;
  /** `true` when the record is fine. Anything but a boolean is a bug in the config and refuses the write. */
  check(record: RecordValues, ctx: CheckRecordContext): boolean;
  /**
   * `"record"` (default): every way a record is saved. `"request"`: API requests only, with `ctx.auth` and
   * `ctx.request`; such a rule holds a VM while the record is written.
   */
  scope?: "record" | "request";
}

/** At most `max` records; race-free. A write that does not add to the count is never refused. */
export interface LimitRule {
  max: number;
  /** Fields: counted among the records with the same values, unless one is empty. Default: all records. */
  per?: string[];
  /** A PocketBase filter: which records count. Default: all. */
  where?: string;
  /** The field that the error is shown at. Default: the first of `per`, else `id`. */
  field?: string;
  message?: string;
}

/** Standard Schema (https://standardschema.dev): valibot, zod 4, zod/mini, arktype … */
export interface StandardSchema {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
  };
}

/** Messages in one language, by `"<field>.<code>"`, `"<field>"` or `"<code>"`; `{name}` stands for a param. */
export type Messages = Record<string, string>;

export interface CollectionRules {
  /** Rules by field. */
  fields?: Record<string, FieldRules>;
  /** Rules across fields. Those of a field that is broken already are left out. */
  rules?: RecordRule[];
  limit?: LimitRule | LimitRule[];
  /** A synchronous Standard Schema for the whole record. */
  schema?: StandardSchema;
  /** Writes the schema's output back into the record. Default `false`. */
  apply?: boolean;
  /** `"skip"`: API requests of superusers are not validated here. Default `"validate"`. */
  superusers?: "validate" | "skip";
  /** By language (`de`, `pt-br`), chosen by the request's `Accept-Language`. */
  messages?: Record<string, Messages>;
}

/** Rules by collection name. */
export type ValidateOptions = Record<string, CollectionRules>;
