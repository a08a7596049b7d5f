// The loader's last step: everything the registry asks for is registered with PocketBase, once.

import type { CollectionDefinition, Extension } from "../contract/extension.ts";
import type { App } from "../contract/pocketbase.ts";
import { HandlerContext } from "../kernel/context.ts";
import { cronId, cronsOf, hookId, hookTargets, routeId, routesOf } from "../kernel/dispatch.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { stackOf, warn } from "../pocketbase/log.ts";
import { execute } from "../pocketbase/sql.ts";
import { find, provisionCollections } from "./collections.ts";
import { middlewares } from "./middlewares.ts";
import { type Problem, Refusal, refuse } from "./refuse.ts";
import {
  keepApp,
  onServe,
  registerCommands,
  registerCron,
  registerHook,
  registerRoute,
} from "./registrars.ts";

export function register(extensions: InnerExtension[]): void {
  const app = $app as unknown as App;
  keepApp();
  for (const target of hookTargets(extensions)) registerHook(target, hookId(target));
  for (const bound of routesOf(extensions)) {
    registerRoute(bound, routeId(bound.route), middlewares(bound.route));
  }
  for (const bound of cronsOf(extensions)) registerCron(bound, cronId(bound.cron));
  const commands = extensions.flatMap(({ commands = [] }) => commands);
  if (commands.length > 0) {
    registerCommands(commands.map((one) => ({ ...one, run: (args) => one.run(app, args) })));
  }
  onServe(
    () => {
      try {
        prepare(app, extensions);
      } catch (error) {
        refuse(error, "its hooks, routes and crons run, although");
      }
    },
    (url) => {
      for (const { onListening } of extensions) onListening?.(url);
    },
  );
}

/** What needs the database: the extensions' collections, their own checks, a word on missing collections. */
function prepare(app: App, extensions: InnerExtension[]) {
  for (const { name, tables = [], collections } of extensions) {
    for (const sql of tables) execute(app, sql);
    if (collections) provisionFor(app, name, collections);
  }
  const targets = hookTargets(extensions).flatMap(({ collection }) => collection ?? []);
  const names = [...new Set(targets)];
  const problems = [
    ...names.flatMap((name) => misspelt(app, name)),
    ...extensions.flatMap((extension) => checkExtension(app, extension)),
  ];
  if (problems.length > 0) throw new Refusal(problems);
  warnOfMissing(app, names);
}

function provisionFor(app: App, extension: string, collections: CollectionDefinition[]) {
  try {
    provisionCollections(app, collections);
  } catch (error) {
    const names = collections.map(({ name }) => name).join(", ");
    const message = `PocketBase does not take its collections (${names}): ${stackOf(error)}`;
    throw new Refusal([{ path: `extension "${extension}"`, message }]);
  }
}

/** PocketBase finds a collection in any case and by its id, but binds hooks to the exact name. */
function misspelt(app: App, name: string): Problem[] {
  const found = find(app, name);
  return !found || found.name === name
    ? []
    : [{ path: name, message: `The collection is called "${found.name}": use that name.` }];
}

function checkExtension(app: App, extension: Extension): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: string, message: string) => problems.push({ path, message });
  extension.check?.(Object.assign(new HandlerContext({ app }, extension.name), { refuse }));
  return problems;
}

/** Not refused: hooks are bound by name, so they work from the moment the collection is made. */
function warnOfMissing(app: App, names: string[]) {
  for (const name of names) {
    if (find(app, name)) continue;
    const message = `Pocketbundle: the config names the collection "${name}", which does not exist (yet).`;
    warn(app, message);
  }
}
