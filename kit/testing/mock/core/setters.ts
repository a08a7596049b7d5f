import { castNumber, castString, castStrings } from "../go/cast.ts";
import { randomByRegex } from "../go/random.ts";
import type { Field } from "./fields/field.ts";
import type { Record } from "./record.ts";

type Setter = (record: Record, value: unknown) => void;

/**
 * core/field_*.go, FindSetter: plain names, and the modifiers `+name`, `name+`, `name-` and
 * `name:autogenerate`.
 */
export function setterFor(field: Field, key: string): Setter | undefined {
  const { name } = field;
  if (key === name) {
    // Autodate fields cannot be set by name.
    return field.type() === "autodate" ? () => {} : (record, value) => store(record, field, value);
  }
  const modifiers = MODIFIERS[field.type()];
  const modifier =
    modifiers && Object.keys(modifiers).find((pattern) => pattern.replace("name", name) === key);
  return modifier ? (record, value) => modifiers[modifier]?.(record, field, value) : undefined;
}

const store = (record: Record, field: Field, value: unknown) =>
  record.setRaw(field.name, field.prepare(value));

type Modifier = (record: Record, field: Field, value: unknown) => void;
const plus =
  (sign: 1 | -1): Modifier =>
  (record, field, value) =>
    record.setRaw(field.name, castNumber(record.getRaw(field.name)) + sign * castNumber(value));
const list =
  (combine: (old: string[], given: string[]) => string[]): Modifier =>
  (record, field, value) =>
    store(record, field, combine(castStrings(record.getRaw(field.name)), castStrings(value)));

const LISTS = {
  "+name": list((old, given) => [...given, ...old]),
  "name+": list((old, given) => [...old, ...given]),
  "name-": list((old, given) => old.filter((item) => !given.includes(item))),
};
const autogenerate: Modifier = (record, field, value) => {
  const pattern = castString(field.options.autogeneratePattern);
  record.setRaw(field.name, castString(value) + (pattern ? randomByRegex(pattern) : ""));
};
const MODIFIERS: { [type: string]: { [pattern: string]: Modifier } } = {
  number: { "name+": plus(1), "name-": plus(-1) },
  select: LISTS,
  relation: LISTS,
  text: { "name:autogenerate": autogenerate },
};
