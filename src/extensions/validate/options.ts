// Types only: build.mjs copies this file into pocketbundle.d.ts.
import type { App } from "../../kernel/contract.ts";
import type { FieldRules } from "../../rules/types.ts";

/**
 * A record's values, read-only: JSON parsed, dates as ISO strings, relations and files as ids and names.
 * A password is never among them.
 */
// biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
export type RecordValues = Readonly<Record<string, any>>;

/** What a rule's `check` gets besides the record. */
export interface CheckRecordContext {
  readonly app: App;
  /** `true` for a create, `false` for an update. */
  readonly isNew: boolean;
  /** The saved values before an update, `null` for a create. */
  readonly original: RecordValues | null;
}

/** A rule across fields. */
export interface RecordRule {
  /** The field that the error is shown at. */
  field: string;
  /** Default `"validation_rule"`. */
  code?: string;
  message: string;
  /** `true` when the record is fine. Anything but a boolean is a bug in the config and refuses the write. */
  check(record: RecordValues, ctx: CheckRecordContext): boolean;
}

export interface CollectionRules {
  /** Rules by field. */
  fields?: Record<string, FieldRules>;
  /** Rules across fields. They run when all `fields` are fine. */
  rules?: RecordRule[];
}

/** Rules by collection name. */
export type ValidateOptions = Record<string, CollectionRules>;
