import type { CollectionDefinition } from "../../contract/extension.ts";

const text = (name: string, source = name) => `CAST(${source} AS TEXT) AS ${name}`;

/** What waits for the relay, to be seen in the dashboard. */
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
