// Lists what the extensions ask PocketBase for: hooks, routes and crons, each with its extension.
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

/**
 * All hooks of one event of one collection. They are one registered handler, so one VM runs them.
 */
export interface HookChain {
  event: string;
  /** `undefined` for events that are not about a collection. */
  collection: string | undefined;
  hooks: BoundHook[];
}

/** The hooks are in the order of their extensions. */
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
