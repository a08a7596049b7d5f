import type { Extension, HookOf } from "./contract.ts";
import { type BoundCron, runCron } from "./crons.ts";
import { type BoundHook, chainHandler, type HookChain } from "./hooks.ts";
import { CONFIG_FILE } from "./refusal.ts";
import { type BoundRoute, runRoute } from "./routes.ts";

/** All that the extensions ask of PocketBase, by dispatch id. Loader and executors build the same one. */
export interface Registry {
  extensions: Extension[];
  hooks: Map<string, HookChain>;
  routes: Map<string, BoundRoute>;
  crons: Map<string, BoundCron>;
}

export function buildRegistry(extensions: Extension[]): Registry {
  const registry: Registry = { extensions, hooks: new Map(), routes: new Map(), crons: new Map() };
  for (const extension of extensions) {
    const { name } = extension;
    for (const hook of extension.hooks ?? []) addHook(registry.hooks, name, hook as HookOf<string>);
    for (const route of extension.routes ?? []) {
      registry.routes.set(routeId(route), { extension: name, route });
    }
    for (const cron of extension.crons ?? []) {
      registry.crons.set(cronId(cron), { extension: name, cron });
    }
  }
  return registry;
}

export const routeId = (route: { method: string; path: string }) =>
  `route ${route.method} ${route.path}`;
export const cronId = (cron: { name: string }) => `cron ${cron.name}`;

function addHook(chains: HookMap, extension: string, hook: HookOf<string>) {
  const { on, collections } = hook;
  if (!collections) return addToChain(chains, `hook ${on}`, on, undefined, { extension, hook });
  for (let i = 0; i < collections.length; i++) {
    const name = collections[i] as string;
    addToChain(chains, `hook ${on} ${name}`, on, name, { extension, hook });
  }
}

function addToChain(
  chains: HookMap,
  id: string,
  event: string,
  collection: string | undefined,
  bound: BoundHook,
) {
  const chain = chains.get(id);
  if (!chain) chains.set(id, { event, collection, hooks: [bound] });
  // A collection that is named twice is meant once.
  else if (chain.hooks.at(-1)?.hook !== bound.hook) chain.hooks.push(bound);
}
type HookMap = Registry["hooks"];

/** The handlers by dispatch id, made when first asked for. */
export function dispatcher({ hooks, routes, crons }: Registry) {
  const handlers = new Map<string, (e: never) => void>();
  const make = (id: string): ((e: never) => void) => {
    const chain = hooks.get(id);
    if (chain) return chainHandler(chain);
    const route = routes.get(id);
    if (route) return (e) => runRoute(route, e);
    const cron = crons.get(id);
    if (cron) return () => runCron(cron);
    // The config answers differently in this VM: it must not pass silently.
    throw new Error(
      `Pocketbundle: nothing is registered as "${id}" in this VM. ${CONFIG_FILE} must export the same each time it is loaded.`,
    );
  };
  return (id: string, e: unknown): void => {
    let handler = handlers.get(id);
    if (!handler) {
      handler = make(id);
      handlers.set(id, handler);
    }
    handler(e as never);
  };
}
