// The rules a value can be held to. Types only, part of pocketbundle.d.ts.

/** An instant: an ISO date or date-time, `"now"`, or the name of another field of the record. */
export type DateBound = string;

/**
 * Rules for one value. An empty value (`""`, `null`, `[]`, missing) passes every rule but the required ones.
 * A field is reported with the first rule it breaks, as `validation_<rule>`.
 */
export interface ValueRules {
  /** The value must not be empty. `false` and `0` are values. */
  required?: boolean;
  /** A number of at least this much. */
  min?: number;
  /** A number of at most this much. */
  max?: number;
  /** A whole number. */
  integer?: boolean;
  /** A number that is a multiple of this one (decimals as people read them: 0.3 is a multiple of 0.1). */
  multipleOf?: number;
  /** At least this many characters (Unicode code points). */
  minLength?: number;
  /** At most this many characters (Unicode code points). */
  maxLength?: number;
  /** A regular expression (flag `u`) that must match somewhere; anchor it with `^` and `$`. */
  pattern?: string;
  /** An email address. */
  email?: boolean;
  /** An absolute URL, `http` or `https`. */
  url?: boolean;
  /** One of these values; of a list, every item. */
  oneOf?: (string | number | boolean)[];
  /** None of these values; of a list, no item. */
  notOneOf?: (string | number | boolean)[];
  /** A date strictly after and strictly before these. */
  date?: { after?: DateBound; before?: DateBound };
  /** At least this many items. */
  minItems?: number;
  /** At most this many items. */
  maxItems?: number;
  /** No item twice. */
  uniqueItems?: boolean;
  /** Rules for every item of a list. */
  items?: Omit<ValueRules, "items">;
  /** A JSON Schema, draft 2020-12. Its errors are nested under the field by their path. */
  schema?: Record<string, unknown> | boolean;
  /** What the client reads instead of the rule's own message: a text, or a function of the value. */
  // biome-ignore lint/suspicious/noExplicitAny: the value is the client's.
  message?: string | ((value: any) => string);
}
