import type { CollectionDefinition } from "../kernel/contract.ts";
import { ACTIONS } from "./listen.ts";

/** A captured row may be as large as its record. */
const json = (name: string) => ({ type: "json", name, maxSize: 50_000_000 });
const text = (name: string) => ({ type: "text", name, max: 100_000 });

/**
 * The captured changes that wait for their handlers, oldest first (SQLite's rowid), and those that no handler
 * could take. `system`: nobody can delete the table that the triggers write to.
 */
export const changesCollection: CollectionDefinition = {
  name: "bundle_changes",
  system: true,
  fields: [
    // The id outlives a rename, the name is what the config knew the collection by.
    text("collection"),
    text("name"),
    text("record"),
    { type: "select", name: "action", values: [...ACTIONS] },
    json("old"),
    json("new"),
    { type: "select", name: "status", values: ["queued", "dead"] },
    { type: "number", name: "attempts" },
    { type: "date", name: "run_at" },
    text("error"),
    { type: "date", name: "created" },
  ],
  indexes: [
    "CREATE INDEX bundle_changes_status ON bundle_changes (status)",
    "CREATE INDEX bundle_changes_failed ON bundle_changes (collection, record) WHERE attempts > 0",
  ],
};
