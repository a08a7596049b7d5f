// The checks that need the database, before the server listens.
import type { Extension } from "../contract/extension.ts";
import type { App } from "../contract/pocketbase.ts";
import { HandlerContext } from "../kernel/context.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { stackOf } from "../pocketbase/failure-log.ts";
import { findCollection } from "../pocketbase/find.ts";
import { hookTargets } from "./hook-targets.ts";

/** Throws a Refusal for all that is wrong. */
export function checkDatabase(app: App, extensions: Extension[]): void {
  const targets = hookTargets(extensions);
  const names = [...new Set(targets.flatMap(({ collection }) => collection ?? []))];
  const problems = [
    ...names.flatMap((name) => misspelt(app, name)),
    ...extensions.flatMap((extension) => checkExtension(app, extension)),
  ];
  if (problems.length > 0) throw new Refusal(problems);
}

/** PocketBase finds a collection in any case and by its id, but binds hooks to the exact name. */
function misspelt(app: App, name: string): Problem[] {
  const found = findCollection(app, name);
  return !found || found.name === name
    ? []
    : [
        {
          path: name,
          message: `The collection is called "${found.name}", not "${name}": use that name.`,
        },
      ];
}

function checkExtension(app: App, extension: Extension): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string, file?: string) =>
    problems.push({ path, message, file });
  try {
    extension.check?.(Object.assign(new HandlerContext({ app }, extension.name), { refuse: add }));
  } catch (error) {
    add(`extension "${extension.name}"`, `Its check has failed: ${stackOf(error)}`);
  }
  return problems;
}
