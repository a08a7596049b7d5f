import type { EventOf, Extension, Hook } from "./contract.ts";

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

/** The hooks that keep the version, and the names, for these collections. */
export const schemaExtension = (collections: string[]): Extension => ({
  name: "pocketbundle-schema",
  hooks: [
    ...EVENTS.map(
      (on): Hook => ({
        on,
        collections,
        after: (e) => e.app.store().set(KEY, $security.randomString(12)),
      }),
    ),
    { on: "collectionUpdateRequest", before: (e) => refuseRename(collections, e) },
  ],
});

/** PocketBase binds hooks to names: under another one, a collection would go on without its rules. */
function refuseRename(
  collections: string[],
  { app, collection }: EventOf<"collectionUpdateRequest">,
) {
  if (!collection) return;
  const { name } = app.findCollectionByNameOrId(collection.id);
  if (
    name === collection.name ||
    !collections.includes(name) ||
    collections.includes(collection.name)
  )
    return;
  const message = `The file pocketbundle.config.js names "${name}". Give it the new name as well (it may name a collection that does not exist yet), then rename.`;
  throw new BadRequestError(message, { name: new ValidationError("pocketbundle_named", message) });
}
