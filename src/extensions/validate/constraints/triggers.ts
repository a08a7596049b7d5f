// The triggers that keep `unique` and `limit`, made when the server starts and dropped when it
// stops. They see every write, raw SQL included, cannot race, and need no VM.

import type { App, EventOf } from "../../../contract/pocketbase.ts";
import { findCollection } from "../../../pocketbase/find.ts";
import { holdsLife, isAlive, others as otherProcesses } from "../../../pocketbase/life.ts";
import {
  dropOwnTriggers,
  dropTrigger,
  ownTriggers,
  RULES,
} from "../../../pocketbase/own-triggers.ts";
import type { SourceField } from "../../../pocketbase/sizes.ts";
import { execute } from "../../../pocketbase/sql.ts";
import { inTransaction } from "../../../pocketbase/transaction.ts";
import type { ValidateOptions } from "../options.ts";
import { type Constraint, constraintsOf, isFull } from "./conditions.ts";

interface Table {
  id: string;
  name: string;
  type: string;
  fields: Iterable<SourceField>;
}

/** Makes the triggers that the rules need, and drops all others of ours. */
export function syncConstraints(app: App, options: ValidateOptions): void {
  const wanted = new Map(
    Object.entries(options).flatMap(([name, rules]) => {
      const table = findCollection(app, name) as unknown as Table | undefined;
      if (table?.name !== name || table.type === "view") return [];
      return constraintsOf(rules, [...table.fields]).flatMap((one, i) => [
        ...triggersOf(table, one, i),
      ]);
    }),
  );
  const existing = ownTriggers(app, RULES);
  for (const [name, sql] of existing) if (wanted.get(name) !== sql) dropTrigger(app, name);
  for (const [name, sql] of wanted) if (existing.get(name) !== sql) execute(app, sql);
}

/** Drops the triggers of one collection. */
export const dropConstraints = (app: App, collectionId = "") =>
  dropOwnTriggers(app, `${RULES}${collectionId}_`);

/**
 * Drops the triggers when a process ends, unless others may need them or it starts again at once.
 */
export function endConstraints({ app, isRestart }: EventOf<"terminate">): void {
  if (isRestart || !holdsLife() || otherProcesses().some(isAlive)) return;
  inTransaction(app, (tx) => dropOwnTriggers(tx, RULES));
}

function triggersOf(table: Table, one: Constraint, i: number): [string, string][] {
  const lacks = one.fields.filter(
    (name) => ![...table.fields].some((field) => field.name === name),
  );
  return EVENTS.map((event) => {
    const trigger = `${RULES}${table.id}_${i}_${event.toLowerCase()}`;
    const [when, text] =
      lacks.length > 0
        ? ["true", `Pocketbundle: a rule names the field ${lacks[0]}, which is gone`]
        : // PocketBase makes an error of the field of SQLite's own text (core/validators/db.go).
          [conditionsOf(table, one)[event], `UNIQUE constraint failed: ${table.name}.${one.field}`];
    return [
      trigger,
      `CREATE TRIGGER "${trigger}" AFTER ${event} ON "${table.name}" WHEN ${when} BEGIN SELECT RAISE(ABORT, '${text}'); END`,
    ];
  });
}

const EVENTS = ["INSERT", "UPDATE"] as const;

/** When a written row is refused. An update that changes nothing about the rule passes. */
function conditionsOf({ name }: Table, one: Constraint) {
  const { max, shared, concerns, alike } = one;
  // SQLite numbers the rows of a table from 1, so most tables need no count.
  const mayBeFull =
    alike("NEW") === "true" ? `(SELECT max(_rowid_) FROM "${name}") > ${max} AND ` : "";
  const isRefused = `${concerns("NEW")} AND ${mayBeFull}${isFull(name, one)}`;
  const isSame = shared.map((field) => `OLD."${field}" IS NEW."${field}"`);
  // A comparison with a null is a null, and no other update would pass for it.
  const stays = `(${[concerns("OLD"), ...isSame].join(" AND ")}) IS TRUE`;
  return { INSERT: isRefused, UPDATE: `NOT ${stays} AND ${isRefused}` };
}
