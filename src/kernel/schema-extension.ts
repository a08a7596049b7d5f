import type { HookContext } from "../contract/context.ts";
import type { Extension } from "../contract/extension.ts";
import type { Hook } from "../contract/hook.ts";
import type { EventOf } from "../contract/pocketbase.ts";
import { KEY } from "../pocketbase/schema.ts";

const EVENTS = [
  "collectionAfterCreateSuccess",
  "collectionAfterUpdateSuccess",
  "collectionAfterDeleteSuccess",
] as const;

/**
 * Its hooks renew the schema version, and refuse new names for collections that other extensions'
 * hooks name.
 */
export function schemaExtension(others: Extension[]): Extension {
  const hooks = others.flatMap(({ hooks }) => hooks ?? []);
  const collections = [...new Set(hooks.flatMap(({ collections }) => collections ?? []))];
  return {
    name: "pocketbundle-schema",
    hooks: collections.length > 0 ? hooksFor(collections) : [],
  };
}

const hooksFor = (collections: string[]): Hook[] => [
  ...EVENTS.map(
    (on): Hook => ({
      on,
      collections,
      after: (e) => e.app.store().set(KEY, $security.randomString(12)),
    }),
  ),
  { on: "collectionUpdateRequest", before: (e, ctx) => refuseRename(collections, e, ctx) },
];

/** PocketBase binds hooks to names, so a renamed collection would lose its rules. */
function refuseRename(
  collections: string[],
  { app, collection }: EventOf<"collectionUpdateRequest">,
  ctx: HookContext,
) {
  if (!collection) return;
  const { name } = app.findCollectionByNameOrId(collection.id);
  if (
    name === collection.name ||
    !collections.includes(name) ||
    collections.includes(collection.name)
  )
    return;
  const message = `The file pocketbundle.config.js names "${name}". First add the new name there (the collection need not exist yet), then rename.`;
  throw ctx.refuse({ name: { code: "pocketbundle_named", message } }, message);
}
