import type { Extension, HookOf } from "./contract.ts";
import { type BoundCron, runCron } from "./crons.ts";
import { type HookChain, runHooks } from "./hooks.ts";
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
  for (const collection of new Set(hook.collections ?? [undefined])) {
    const id = ["hook", hook.on, collection].filter(Boolean).join(" ");
    const chain = chains.get(id) ?? { event: hook.on, collection, hooks: [] };
    chain.hooks.push({ extension, hook });
    chains.set(id, chain);
  }
}
type HookMap = Registry["hooks"];

/** Runs the handler behind a dispatch id. */
export function run(registry: Registry, id: string, e: unknown): void {
  const { hooks, routes, crons } = registry;
  const [kind] = id.split(" ", 1);
  if (kind === "hook") runHooks(entry(hooks, id), e as Parameters<typeof runHooks>[1]);
  else if (kind === "route") runRoute(entry(routes, id), e as Parameters<typeof runRoute>[1]);
  else runCron(entry(crons, id));
}

/** A missing entry means that the config answers differently in this VM: it must not pass silently. */
function entry<T>(map: Map<string, T>, id: string): T {
  const found = map.get(id);
  if (found) return found;
  throw new Error(
    `Pocketbundle: nothing is registered as "${id}" in this VM. pocketbundle.config.js must export the same each time it is loaded.`,
  );
}
