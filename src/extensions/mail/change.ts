import { recordValues, type SourceRecord } from "../../kernel/record.ts";
import { same } from "../../kernel/same.ts";
import type { Change } from "./options.ts";

export const ACTIONS = ["create", "update", "delete"] as const;
export type Action = (typeof ACTIONS)[number];

/** `"orders:create"`, `"orders:*"`, or a list: what each names. */
export function parseOn(
  on: string | string[],
): { collection: string; actions: readonly Action[] }[] {
  return [on].flat().map((text) => {
    const [, collection = "", action] = text.match(ON) ?? [];
    return { collection, actions: action === "*" ? ACTIONS : [action as Action] };
  });
}

export const ON = /^(\w+):(create|update|delete|\*)$/;

type Saved = SourceRecord & { original(): SourceRecord };

export function changeOf(action: Action, collection: string, record: Saved): Change {
  const values = recordValues(record, collection);
  const before = action === "update" ? recordValues(record.original(), collection) : null;
  return {
    id: $security.randomString(15),
    collection,
    action,
    record: values,
    before,
    changed: before ? Object.keys(values).filter((name) => !same(values[name], before[name])) : [],
    at: new Date().toISOString(),
  };
}
