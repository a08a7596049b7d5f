// What the extensions ask of PocketBase, by dispatch id. The loader registers every id; an executor looks up the few that
// it is asked for.
import type { Extension, HookOf } from "./contract.ts";
import { type BoundCron, runCron } from "./crons.ts";
import { chainHandler, type HookChain } from "./hooks.ts";
import { CONFIG_FILE } from "./refusal.ts";
import { type BoundRoute, runRoute } from "./routes.ts";

export const hookId = ({ event, collection }: Pick<HookChain, "event" | "collection">) =>
  collection === undefined ? `hook ${event}` : `hook ${event} ${collection}`;
export const routeId = ({ method, path }: { method: string; path: string }) =>
  `route ${method} ${path}`;
export const cronId = ({ name }: { name: string }) => `cron ${name}`;

/** Every event and collection that a hook is for, once. */
export function hookTargets(extensions: Extension[]): Pick<HookChain, "event" | "collection">[] {
  const targets = new Map<string, Pick<HookChain, "event" | "collection">>();
  for (const { on, collections = [undefined] } of hooksOf(extensions)) {
    for (const collection of collections) {
      const target = { event: on, collection };
      targets.set(hookId(target), target);
    }
  }
  return [...targets.values()];
}

export const routesOf = (extensions: Extension[]): BoundRoute[] =>
  extensions.flatMap(({ name, routes = [] }) =>
    routes.map((route) => ({ extension: name, route })),
  );

export const cronsOf = (extensions: Extension[]): BoundCron[] =>
  extensions.flatMap(({ name, crons = [] }) => crons.map((cron) => ({ extension: name, cron })));

const hooksOf = (extensions: Extension[]) =>
  extensions.flatMap(({ hooks = [] }) => hooks as HookOf<string>[]);

/** The handlers by dispatch id, each made when it is first asked for. */
export function dispatcher(extensions: Extension[]) {
  const handlers = new Map<string, (e: never) => void>();
  return (id: string, e: unknown): void => {
    let handler = handlers.get(id);
    if (!handler) {
      handler = makeHandler(extensions, id);
      handlers.set(id, handler);
    }
    handler(e as never);
  };
}

function makeHandler(extensions: Extension[], id: string): (e: never) => void {
  const [kind, event = "", collection] = id.split(" ");
  if (kind === "hook") {
    const chain = chainOf(extensions, event, collection);
    if (chain.hooks.length > 0) return chainHandler(chain);
  }
  const route = routesOf(extensions).find((bound) => routeId(bound.route) === id);
  if (route) return (e) => runRoute(route, e);
  const cron = cronsOf(extensions).find((bound) => cronId(bound.cron) === id);
  if (cron) return () => runCron(cron);
  // The config answers differently in this VM: it must not pass silently.
  throw new Error(
    `Pocketbundle: nothing is registered as "${id}" in this VM. ${CONFIG_FILE} must export the same each time it is loaded.`,
  );
}

/** All hooks of one event of one collection, in the extensions' order. */
function chainOf(extensions: Extension[], event: string, collection?: string): HookChain {
  const isMeant = ({ on, collections }: HookOf<string>) =>
    on === event && (collection ? collections?.includes(collection) : !collections);
  const hooks = extensions.flatMap(({ name, hooks = [] }) =>
    (hooks as HookOf<string>[]).filter(isMeant).map((hook) => ({ extension: name, hook })),
  );
  return { event, collection, hooks };
}
