// What extensions keep in the database is brought up to date at start-up, in one transaction: all
// of it, or nothing.
import type { Extension } from "../contract/extension.ts";
import type { App } from "../contract/pocketbase.ts";
import type { InnerExtension, Migration } from "../kernel/extensions.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { stackOf } from "../pocketbase/log.ts";
import { inTransaction } from "../pocketbase/transaction.ts";
import { setVersion, versionOf } from "../pocketbase/versions.ts";
import { provision } from "./collections.ts";

/** Throws a Refusal for what cannot be brought up to date. */
export const updateStorage = (app: App, extensions: InnerExtension[]): void =>
  inTransaction(app, (tx) => {
    const problems = extensions.flatMap((extension) => updateOne(tx, extension));
    if (problems.length > 0) throw new Refusal(problems);
  });

function updateOne(tx: App, extension: InnerExtension): Problem[] {
  const { name, migrations } = extension;
  if (!migrations) return provisionFor(tx, extension);
  const found = versionOf(tx, name) ?? 0;
  if (found > migrations.length) return [newer(name, found, migrations)];
  const pending = migrations.slice(found);
  for (const { before } of pending) before?.(tx);
  const problems = provisionFor(tx, extension);
  if (problems.length > 0) return problems;
  for (const { after } of pending) after?.(tx);
  setVersion(tx, name, migrations.length);
  return [];
}

const newer = (name: string, found: number, { length }: Migration[]): Problem => ({
  path: `storage of "${name}"`,
  message: `A newer pocketbundle.pb.js has used this database: its storage has version ${found}, and this file knows versions up to ${length}. Use the newer file, or restore a backup from before the upgrade.`,
});

function provisionFor(tx: App, { name, collections = [] }: Extension): Problem[] {
  return collections.flatMap((definition) => {
    const path = `collection "${definition.name}" of extension "${name}"`;
    try {
      return provision(tx, definition, path);
    } catch (error) {
      return [{ path, message: `PocketBase does not take it: ${stackOf(error)}` }];
    }
  });
}
