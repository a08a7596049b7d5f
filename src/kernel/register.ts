// The loader's last step: everything the registry asks for is registered with PocketBase, once.
import { find, provisionCollections } from "./collections.ts";
import { HandlerContext } from "./context.ts";
import type { App, Extension } from "./contract.ts";
import { type Problem, Refusal, refuse } from "./refusal.ts";
import { cronId, cronsOf, hookId, hookTargets, routeId, routesOf } from "./registry.ts";
import { authMiddlewares } from "./routes.ts";
import { beforeListening, registerCron, registerHook, registerRoute } from "./runtime.ts";

export function register(extensions: Extension[]): void {
  for (const target of hookTargets(extensions)) {
    registerHook(target.event, hookId(target), target.collection);
  }
  for (const { route } of routesOf(extensions)) {
    registerRoute(route.method, route.path, routeId(route), authMiddlewares(route.auth));
  }
  for (const { cron } of cronsOf(extensions)) registerCron(cron.name, cron.schedule, cronId(cron));
  beforeListening(() => {
    try {
      prepare($app as unknown as App, extensions);
    } catch (error) {
      refuse(error);
    }
  });
}

/** What needs the database: the extensions' collections, their own checks, a word on missing collections. */
function prepare(app: App, extensions: Extension[]) {
  const definitions = extensions.flatMap(({ collections }) => collections ?? []);
  if (definitions.length > 0) provisionCollections(app, definitions);
  const problems = extensions.flatMap((extension) => checkExtension(app, extension));
  if (problems.length > 0) throw new Refusal(problems);
  const collections = hookTargets(extensions).flatMap(({ collection }) => collection ?? []);
  warnOfMissing(app, new Set(collections));
}

function checkExtension(app: App, extension: Extension): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: string, message: string) => problems.push({ path, message });
  extension.check?.(Object.assign(new HandlerContext({ app }, extension.name), { refuse }));
  return problems;
}

/** Not refused: hooks are bound by name, so they work from the moment the collection is made. */
function warnOfMissing(app: App, names: Set<string>) {
  for (const name of names) {
    if (find(app, name)) continue;
    const message = `Pocketbundle: the config names the collection "${name}", which does not exist (yet).`;
    console.warn(message);
    app.logger().warn(message);
  }
}
