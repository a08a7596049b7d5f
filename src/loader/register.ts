// The loader's last step registers with PocketBase everything that the extensions ask for.
import type { Extension } from "../contract/extension.ts";
import type { HookOf } from "../contract/hook.ts";
import type { App } from "../contract/pocketbase.ts";
import { cronsOf, routesOf } from "../kernel/bindings.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { cronId, handlerText, hookId, routeId } from "../kernel/handler-text.ts";
import { keepApp } from "../pocketbase/app.ts";
import {
  onServe,
  registerCommands,
  registerCron,
  registerHook,
  registerRoute,
} from "../pocketbase/registrars.ts";
import { middlewares } from "./middlewares.ts";
import { prepare } from "./prepare.ts";
import { refuse } from "./refuse.ts";

export function register(extensions: InnerExtension[]): void {
  const app = $app as unknown as App;
  keepApp();
  for (const { event, collection, owners } of hookTargets(extensions)) {
    registerHook(event, collection, handlerText(hookId(event, collection), owners));
  }
  for (const { extension, route } of routesOf(extensions)) {
    registerRoute(route, handlerText(routeId(route), [extension]), middlewares(route));
  }
  for (const { extension, cron } of cronsOf(extensions)) {
    registerCron(cron, handlerText(cronId(cron), [extension]));
  }
  const commands = extensions.flatMap(({ commands = [] }) => commands);
  if (commands.length > 0) {
    registerCommands(commands.map((one) => ({ ...one, run: (args) => one.run(app, args) })));
  }
  onServe(
    () => {
      try {
        prepare(app, extensions, hookTargets(extensions));
      } catch (error) {
        refuse(error, "handlers");
      }
    },
    (url) => {
      for (const { onListening } of extensions) onListening?.(url);
    },
  );
}

/** An event, its collection if it has one, and the extensions that have hooks for it. */
export interface HookTarget {
  event: string;
  collection: string | undefined;
  owners: string[];
}

/** Each pair of an event and a collection is registered once, for all of its hooks. */
function hookTargets(extensions: Extension[]): HookTarget[] {
  const targets = new Map<string, HookTarget>();
  for (const { name, hooks = [] } of extensions) {
    for (const { on, collections = [undefined] } of hooks as HookOf<string>[]) {
      for (const collection of collections) {
        const id = hookId(on, collection);
        const owners = targets.get(id)?.owners ?? [];
        targets.set(id, { event: on, collection, owners: [...new Set([...owners, name])] });
      }
    }
  }
  return [...targets.values()];
}
