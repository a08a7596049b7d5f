// The rules a value can be held to. Types only, part of pocketbundle.d.ts.

/** An instant: an ISO date or date-time, `"now"`, or the name of another field of the record. */
export type DateBound = string;

/**
 * Rules for one value. An empty value (`""`, `null`, `[]`, missing) passes every rule except the
 * required ones. The error names the first rule that the value breaks, as `validation_<rule>`.
 */
export interface ValueRules {
  /** The value must not be empty. `false` and `0` are not empty. Default `false`. */
  required?: boolean;
  /** The value must be a number of at least this. */
  min?: number;
  /** The value must be a number of at most this. */
  max?: number;
  /** The value must be a whole number. */
  integer?: boolean;
  /** The value must be a multiple of this number, in decimals: 0.3 is a multiple of 0.1. */
  multipleOf?: number;
  /** The value must have at least this many characters (Unicode code points). */
  minLength?: number;
  /** The value may have at most this many characters (Unicode code points). */
  maxLength?: number;
  /**
   * A regular expression (flag `u`) that must match somewhere in the value. Anchor it with `^` and
   * `$`.
   */
  pattern?: string;
  /** The value must be an email address. */
  email?: boolean;
  /** The value must be an absolute URL with `http` or `https`. */
  url?: boolean;
  /** The value must be one of these. In a list, every item must be. */
  oneOf?: (string | number | boolean)[];
  /** The value must not be one of these. In a list, no item may be. */
  notOneOf?: (string | number | boolean)[];
  /** The value must be a date strictly after and strictly before these instants. */
  date?: { after?: DateBound; before?: DateBound };
  /** The list must have at least this many items. */
  minItems?: number;
  /** The list may have at most this many items. */
  maxItems?: number;
  /** The list must not contain the same item twice. */
  uniqueItems?: boolean;
  /** The value must be a list, and every item must pass these rules. */
  items?: Omit<ValueRules, "items">;
  /** A JSON Schema, draft 2020-12. Its errors are nested below the field by their path. */
  schema?: Record<string, unknown> | boolean;
  /**
   * Replaces the rule's own message: a text, which may name the parameters of the error
   * (`"At most {max}."`), or a function of the value.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the value is the client's.
  message?: string | ((value: any) => string);
}
