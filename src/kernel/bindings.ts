// What the extensions ask of PocketBase: hooks, routes and crons, each with the extension that it belongs to.
import type { Cron, Extension } from "../contract/extension.ts";
import type { HookOf } from "../contract/hook.ts";
import type { Route } from "../contract/route.ts";

export interface BoundHook {
  extension: string;
  hook: HookOf<string>;
}
export interface BoundRoute {
  extension: string;
  route: Route;
}
export interface BoundCron {
  extension: string;
  cron: Cron;
}

/** All that extensions attach to one PocketBase event of one collection: one registered handler, one VM. */
export interface HookChain {
  event: string;
  /** `undefined` for events that are not about a collection. */
  collection: string | undefined;
  hooks: BoundHook[];
}

/** All hooks of one event of one collection, in the extensions' order. */
export function chainOf(extensions: Extension[], event: string, collection?: string): HookChain {
  const isMeant = ({ on, collections }: HookOf<string>) =>
    on === event && (collection ? collections?.includes(collection) : !collections);
  const hooks = extensions.flatMap(({ name, hooks = [] }) =>
    (hooks as HookOf<string>[]).filter(isMeant).map((hook) => ({ extension: name, hook })),
  );
  return { event, collection, hooks };
}

export const routesOf = (extensions: Extension[]): BoundRoute[] =>
  extensions.flatMap(({ name, routes = [] }) =>
    routes.map((route) => ({ extension: name, route })),
  );

export const cronsOf = (extensions: Extension[]): BoundCron[] =>
  extensions.flatMap(({ name, crons = [] }) => crons.map((cron) => ({ extension: name, cron })));
