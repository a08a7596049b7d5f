// Rules whose hooks hold a VM while a record is written.
import { hooksPool } from "../../pocketbase/hooks-pool.ts";
import { keptByHook } from "./constraints/kept.ts";
import type { CollectionRules, ValidateOptions } from "./options.ts";

/** With so many VMs, a create costs two to five times a plain one, and not seven to fourteen. */
const ENOUGH = 64;

/** A sentence about the collections with such rules, when the pool is small. */
export function poolWarnings(options: ValidateOptions): string[] {
  const pool = hooksPool();
  const held = Object.entries(options).flatMap(([name, rules]) => {
    const found = heldBy(rules);
    return found.length > 0 ? `validate.${name} (${found.join(", ")})` : [];
  });
  if (held.length === 0 || pool >= ENOUGH) return [];
  return [
    `a write holds a VM while it waits for the database, because of ${held.join("; ")}, and PocketBase keeps ${pool} VMs. If many clients write at once, start the server with --hooksPool=${ENOUGH}. docs/validate.md says what each rule costs.`,
  ];
}

function heldBy(rules: CollectionRules): string[] {
  const { unique, limits } = keptByHook(rules);
  const isSkip = rules.superusers === "skip";
  return [
    ...(isSkip ? ['superusers: "skip"'] : []),
    ...(rules.messages ? ["messages"] : []),
    ...(rules.rules?.some(({ scope }) => scope === "request") ? ['scope: "request"'] : []),
    ...(!isSkip && unique.length > 0 ? ["unique with when"] : []),
    ...(!isSkip && limits.length > 0 ? ["the where of limit"] : []),
  ];
}
