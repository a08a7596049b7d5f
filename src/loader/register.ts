// The loader's last step registers with PocketBase everything that the extensions ask for.
import type { App } from "../contract/pocketbase.ts";
import { cronsOf, routesOf } from "../kernel/bindings.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import {
  cronId,
  handlerText,
  hookId,
  lenientHandlerText,
  routeId,
} from "../kernel/handler-text.ts";
import { keepApp } from "../pocketbase/app.ts";
import { onServe, registerCron, registerHook, registerRoute } from "../pocketbase/registrars.ts";
import { guardReloads } from "./guard-reloads.ts";
import { hookTargets } from "./hook-targets.ts";
import { middlewares } from "./middlewares.ts";
import { start } from "./start.ts";

export function register(extensions: InnerExtension[]): void {
  const app = $app as unknown as App;
  keepApp();
  for (const { event, collection, owners } of hookTargets(extensions)) {
    const textOf = event === "terminate" ? lenientHandlerText : handlerText;
    registerHook(event, collection, textOf(hookId(event, collection), owners));
  }
  for (const { extension, route } of routesOf(extensions)) {
    registerRoute(route, handlerText(routeId(route), [extension]), middlewares(route));
  }
  for (const { extension, cron } of cronsOf(extensions)) {
    registerCron(cron, handlerText(cronId(cron), [extension]));
  }
  onServe(
    () => start(app, extensions),
    (server) => {
      for (const { onListening } of extensions) onListening?.(app, server);
      guardReloads(
        extensions.flatMap(({ onReload }) => onReload ?? []),
        extensions.flatMap(({ onStop }) => onStop ?? []),
      );
    },
  );
}
