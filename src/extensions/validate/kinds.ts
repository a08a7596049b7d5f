import type { SourceField } from "../../pocketbase/sizes.ts";
import type { FieldRules } from "./options.ts";

/**
 * The kinds of fields that rules are for: PocketBase's field types, split into those with one value
 * and those with several.
 */
export type Kind =
  | "text"
  | "password"
  | "number"
  | "bool"
  | "date"
  | "select"
  | "relation"
  | "file"
  | "list"
  | "relations"
  | "files"
  | "json"
  | "geoPoint";

const BY_TYPE: Record<string, Kind> = {
  text: "text",
  editor: "text",
  email: "text",
  url: "text",
  password: "password",
  number: "number",
  bool: "bool",
  date: "date",
  autodate: "date",
  json: "json",
  geoPoint: "geoPoint",
};
const SEVERAL: Record<string, [one: Kind, several: Kind]> = {
  select: ["select", "list"],
  relation: ["relation", "relations"],
  file: ["file", "files"],
};

export function kindOf(field: SourceField): Kind {
  const [one, several] = SEVERAL[field.type()] ?? [];
  if (one && several) return (field.maxSelect ?? 0) > 1 ? several : one;
  return BY_TYPE[field.type()] ?? "text";
}

const SINGLE: Kind[] = ["text", "number", "bool", "date", "select", "relation"];
const LISTS: Kind[] = ["list", "relations", "files", "json"];

/** These say something about a rule, or are for every kind of field. */
type ForAll = "required" | "requiredWhen" | "when" | "check" | "message";

/** The kinds of fields that each other rule is for. */
export const RULE_KINDS: Record<Exclude<keyof FieldRules, ForAll>, Kind[]> = {
  min: ["number"],
  max: ["number"],
  integer: ["number"],
  multipleOf: ["number"],
  minLength: ["text", "password"],
  maxLength: ["text", "password"],
  pattern: ["text", "password"],
  email: ["text"],
  url: ["text"],
  oneOf: ["text", "number", "bool", "select", "relation", "list", "relations"],
  notOneOf: ["text", "number", "bool", "select", "relation", "list", "relations"],
  date: ["date"],
  immutable: [...SINGLE, ...LISTS, "file", "geoPoint"],
  initial: ["text", "number", "bool", "select"],
  transitions: ["text", "number", "bool", "select"],
  unique: SINGLE,
  exists: ["relation", "relations"],
  minItems: LISTS,
  maxItems: LISTS,
  uniqueItems: LISTS,
  items: LISTS,
  file: ["file", "files"],
  schema: ["json"],
};
