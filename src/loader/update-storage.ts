// What extensions keep in the database is brought up to date at start-up. The bundle's own storage is
// one transaction, and the collections of users' extensions are another: a mistake in a config does
// not take the queue away.
import type { CollectionDefinition, Extension } from "../contract/extension.ts";
import type { App } from "../contract/pocketbase.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { newerStorage, setVersion, versionOf } from "../kernel/versions.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { findCollection } from "../pocketbase/find.ts";
import { inTransaction, takeWriteLock } from "../pocketbase/transaction.ts";
import { provision } from "./collections.ts";

const isOwn = ({ migrations }: InnerExtension) => migrations !== undefined;

/** Throws a Refusal for what cannot be brought up to date, and changes nothing then. */
export const updateOwnStorage = (app: App, extensions: InnerExtension[]): void =>
  update(app, extensions.filter(isOwn), "database", updateOwn);

/** For the extensions that have no migrations. Throws like updateOwnStorage. */
export const provisionCollections = (app: App, extensions: InnerExtension[]): void =>
  update(
    app,
    extensions.filter((one) => !isOwn(one)),
    "config",
    provisionFor,
  );

function update(
  app: App,
  extensions: InnerExtension[],
  subject: Refusal["subject"],
  updateOne: (tx: App, extension: InnerExtension) => Problem[],
) {
  if (extensions.every(({ collections, migrations }) => !collections && !migrations)) return;
  inTransaction(app, (tx) => {
    // The first statement is a write: SQLite refuses one after a read when another process has
    // written in between.
    takeWriteLock(tx);
    const problems = extensions.flatMap((extension) => updateOne(tx, extension));
    if (problems.length > 0) throw new Refusal(problems, subject);
  });
}

function updateOwn(tx: App, extension: InnerExtension): Problem[] {
  const { name, migrations = [] } = extension;
  const found = isThere(tx, extension) ? (versionOf(tx, name) ?? 0) : 0;
  if (found > migrations.length) return [newerStorage(name, found, migrations.length)];
  const pending = migrations.slice(found);
  for (const { before } of pending) before?.(tx);
  const problems = provisionFor(tx, extension);
  if (problems.length > 0) return problems;
  for (const { after } of pending) after?.(tx);
  setVersion(tx, name, migrations.length);
  return [];
}

/** The `uninstall` of 0.1.0 takes the collections away and leaves their version. */
const isThere = (tx: App, { collections = [] }: Extension) =>
  collections.some(({ name }) => findCollection(tx, name));

function provisionFor(tx: App, { name, collections = [] }: Extension): Problem[] {
  return [...collections.flatMap(withoutRelations(tx)), ...collections].flatMap((definition) => {
    const path = `collection "${definition.name}" of extension "${name}"`;
    try {
      return provision(tx, definition, path);
    } catch (error) {
      return [{ path, message: `PocketBase does not take it: ${error}` }];
    }
  });
}

/**
 * Two collections may have relations to each other, so new ones are made without them first. A view
 * has its fields from its query.
 */
const withoutRelations =
  (tx: App) =>
  ({ name, type = "base", id, fields = [] }: CollectionDefinition): CollectionDefinition[] => {
    const others = fields.filter((field) => field.type !== "relation");
    return type === "view" || others.length === fields.length || findCollection(tx, name)
      ? []
      : [{ name, type, id, fields: others }];
  };
