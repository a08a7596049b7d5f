// The rules a value can be held to. Types only: build.mjs copies this file into pocketbundle.d.ts.

/**
 * Rules for one field. An empty value (`""`, `null`, `[]`, missing) passes every rule but `required`.
 * A field is reported with the first rule it breaks, as `validation_<rule>`.
 */
export interface FieldRules {
  /** The value must not be empty. `false` and `0` are values. */
  required?: boolean;
  /** A number of at least this much. */
  min?: number;
  /** A number of at most this much. */
  max?: number;
  /** A whole number. */
  integer?: boolean;
  /** A regular expression (flag `u`) that must match somewhere; anchor it with `^` and `$`. */
  pattern?: string;
  /** An email address. */
  email?: boolean;
  /** One of these values. */
  oneOf?: (string | number | boolean)[];
  /** What the client reads instead of the rule's own message. */
  message?: string;
}
