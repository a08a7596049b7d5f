import type { HookContext } from "../contract/context.ts";
import type { Extension } from "../contract/extension.ts";
import type { Hook } from "../contract/hook.ts";
import type { EventOf } from "../contract/pocketbase.ts";
import { warn } from "../pocketbase/log.ts";
import { KEY } from "../pocketbase/schema.ts";
import { CONFIG_FILE } from "./load-config.ts";

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
  const named = others.map(({ hooks = [] }) =>
    hooks.flatMap(({ collections = [] }) => collections),
  );
  const collections = [...new Set(named.flat())];
  return {
    name: "pocketbundle-schema",
    hooks: collections.length > 0 ? hooksFor(collections, named) : [],
  };
}

type SavedEvent = Pick<EventOf<"collectionUpdate">, "app" | "collection">;

/** PocketBase takes names that differ in case only for one, but binds hooks to the exact name. */
function refuseOtherCase(collections: string[], { collection }: SavedEvent, ctx: HookContext) {
  const name = collection?.name ?? "";
  if (collections.includes(name)) return;
  const exact = collections.find((one) => one.toLowerCase() === name.toLowerCase());
  if (exact === undefined) return;
  const message = `The file ${CONFIG_FILE} names "${exact}", so no rule would hold for "${name}". Use that name, or change it there first and restart.`;
  throw ctx.refuse({ name: { code: "pocketbundle_named", message } }, message);
}

const hooksFor = (collections: string[], named: string[][]): Hook[] => [
  ...EVENTS.map(
    (on): Hook => ({
      on,
      collections,
      after: (e) => e.app.store().set(KEY, $security.randomString(12)),
    }),
  ),
  {
    on: "collectionAfterDeleteSuccess",
    collections,
    after: ({ app, collection }) =>
      warn(
        app,
        `Pocketbundle: the collection "${collection?.name}" was deleted. ${CONFIG_FILE} still names it, so its rules hold for a new collection of this name, and for no other.`,
      ),
  },
  // The dashboard shows the error at the name only if the request is refused. Every other way of
  // saving a collection comes to the second event: an import, a migration, app.save.
  ...(["collectionUpdateRequest", "collectionUpdate"] as const).map((on) => ({
    on,
    before: (e: SavedEvent, ctx: HookContext) => refuseRename(named, e, ctx),
  })),
  ...(["collectionCreate", "collectionUpdate"] as const).map((on) => ({
    on,
    before: (e: SavedEvent, ctx: HookContext) => refuseOtherCase(collections, e, ctx),
  })),
];

/**
 * PocketBase binds hooks to names, so a renamed collection would lose its rules. Each extension
 * that names the old name must name the new one too. `named` has the names of each extension.
 */
function refuseRename(named: string[][], { app, collection }: SavedEvent, ctx: HookContext) {
  if (!collection) return;
  const { name } = app.findCollectionByNameOrId(collection.id);
  const next = collection.name;
  if (name === next || named.every((names) => !names.includes(name) || names.includes(next))) {
    return;
  }
  const message = `The file ${CONFIG_FILE} names "${name}", and does not name "${next}" in the same places. First add the new name there (the collection need not exist yet), restart, then rename.`;
  throw ctx.refuse({ name: { code: "pocketbundle_named", message } }, message);
}
