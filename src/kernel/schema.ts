import type { Extension, Hook } from "./contract.ts";

// What a VM has learned of a collection's fields holds until the schema changes. VMs share no memory but
// `$app.store()`, so the version lies there: asking it costs a tenth of reading `collection.updated`.
const KEY = "pocketbundle.schema";
let read: ((key: string) => string | undefined) | undefined;

/** Another text after every change of a collection that the config names. */
export function schemaVersion(): string {
  read ??= $app.store().get as (key: string) => string | undefined;
  return read(KEY) ?? "";
}

const EVENTS = [
  "collectionAfterCreateSuccess",
  "collectionAfterUpdateSuccess",
  "collectionAfterDeleteSuccess",
] as const;

/** The hooks that keep the version, for these collections. */
export const schemaExtension = (collections: string[]): Extension => ({
  name: "schema",
  hooks: EVENTS.map(
    (on): Hook => ({
      on,
      collections,
      after: (e) => e.app.store().set(KEY, $security.randomString(12)),
    }),
  ),
});
