// What the extensions ask of PocketBase, by dispatch id. The loader registers every id; an executor looks up the few that
// it is asked for.

import type { Extension } from "../contract/extension.ts";
import type { HookOf } from "../contract/hook.ts";
import { CONFIG_FILE } from "./config.ts";
import type { BoundCron } from "./crons.ts";
import type { Extensions } from "./extensions.ts";
import type { HookChain } from "./hooks.ts";
import type { BoundRoute } from "./routes.ts";

// Each is required when it is first used: a VM that serves a request has no need of the crons.
const hooks = (): typeof import("./hooks.ts") => require("./hooks.ts");
const routes = (): typeof import("./routes.ts") => require("./routes.ts");
const crons = (): typeof import("./crons.ts") => require("./crons.ts");

export const hookId = ({ event, collection }: Pick<HookChain, "event" | "collection">) =>
  collection === undefined ? `hook ${event}` : `hook ${event} ${collection}`;
export const routeId = ({ method, path }: { method: string; path: string }) =>
  `route ${method} ${path}`;
export const cronId = ({ name }: { name: string }) => `cron ${name}`;

/** An event, of a collection or of none, and the extensions that have hooks for it. */
export interface HookTarget {
  event: string;
  collection: string | undefined;
  owners: string[];
}

/** Every event and collection that a hook is for, once. */
export function hookTargets(extensions: Extension[]): HookTarget[] {
  const targets = new Map<string, HookTarget>();
  for (const { name, hooks = [] } of extensions) {
    for (const { on, collections = [undefined] } of hooks as HookOf<string>[]) {
      for (const collection of collections) {
        const target = { event: on, collection, owners: [] };
        const id = hookId(target);
        const { owners } = targets.get(id) ?? target;
        targets.set(id, { ...target, owners: [...new Set([...owners, name])] });
      }
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

export type Dispatch = (id: string, e: unknown, owners?: string[]) => void;

/** The handlers by dispatch id, each made when it is first asked for, from the extensions that have a part in it. */
export function dispatcher(extensions: Extensions): Dispatch {
  const handlers = new Map<string, (e: never) => void>();
  return (id, e, owners) => {
    let handler = handlers.get(id);
    if (!handler) {
      handler = makeHandler(
        owners?.flatMap((name) => extensions.named(name) ?? []) ?? extensions.all(),
        id,
      );
      handlers.set(id, handler);
    }
    handler(e as never);
  };
}

function makeHandler(extensions: Extension[], id: string): (e: never) => void {
  const [kind, event = "", collection] = id.split(" ");
  if (kind === "hook") {
    const chain = chainOf(extensions, event, collection);
    if (chain.hooks.length > 0) return hooks().chainHandler(chain);
  }
  const route = routesOf(extensions).find((bound) => routeId(bound.route) === id);
  if (route) return (e) => routes().runRoute(route, e);
  const cron = cronsOf(extensions).find((bound) => cronId(bound.cron) === id);
  if (cron) return () => crons().runCron(cron);
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
