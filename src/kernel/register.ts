// The loader's last step: everything the registry asks for is registered with PocketBase, once.
import { find, provisionCollections } from "./collections.ts";
import { HandlerContext } from "./context.ts";
import type { App, Extension } from "./contract.ts";
import { type Problem, Refusal, refuse } from "./refusal.ts";
import type { Registry } from "./registry.ts";
import { authMiddlewares } from "./routes.ts";
import { beforeListening, registerCron, registerHook, registerRoute } from "./runtime.ts";

export function register(registry: Registry): void {
  const { hooks, routes, crons } = registry;
  for (const [id, { event, collection }] of hooks) registerHook(event, id, collection);
  for (const [id, { route }] of routes) {
    registerRoute(route.method, route.path, id, authMiddlewares(route.auth));
  }
  for (const [id, { cron }] of crons) registerCron(cron.name, cron.schedule, id);
  beforeListening(() => {
    try {
      prepare($app as unknown as App, registry);
    } catch (error) {
      refuse(error);
    }
  });
}

/** What needs the database: the extensions' collections, their own checks, a word on missing collections. */
function prepare(app: App, { extensions, hooks }: Registry) {
  const definitions = extensions.flatMap(({ collections }) => collections ?? []);
  if (definitions.length > 0) provisionCollections(app, definitions);
  const problems = extensions.flatMap((extension) => checkExtension(app, extension));
  if (problems.length > 0) throw new Refusal(problems);
  warnOfMissing(app, new Set([...hooks.values()].flatMap(({ collection }) => collection ?? [])));
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
