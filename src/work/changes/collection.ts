import type { CollectionDefinition } from "../../contract/extension.ts";

const text = (name: string, source = name) => `CAST(${source} AS TEXT) AS ${name}`;

/** Shows the changes that wait for the relay in the dashboard. */
export const changesCollection: CollectionDefinition = {
  name: "bundle_changes",
  type: "view",
  system: true,
  viewQuery: `SELECT ${[
    text("id"),
    text("collection", "source ->> 'name'"),
    text("action", "source ->> 'action'"),
    ...["record", "old", "new", "created"].map((name) => text(name)),
  ].join(", ")} FROM bundle_captured`,
};
