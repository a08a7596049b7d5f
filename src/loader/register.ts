// The loader's last step registers with PocketBase everything that the extensions ask for.
import type { App } from "../contract/pocketbase.ts";
import { cronsOf, routesOf } from "../kernel/bindings.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { cronId, handlerText, hookId, routeId } from "../kernel/handler-text.ts";
import { keepApp } from "../pocketbase/app.ts";
import { warn } from "../pocketbase/log.ts";
import { onServe, registerCron, registerHook, registerRoute } from "../pocketbase/registrars.ts";
import { inTransaction } from "../pocketbase/transaction.ts";
import { checkDatabase } from "./check-database.ts";
import { guardReloads } from "./guard-reloads.ts";
import { hookTargets } from "./hook-targets.ts";
import { middlewares } from "./middlewares.ts";
import { refuse } from "./refuse.ts";
import { startLine } from "./start-line.ts";
import { provisionCollections, updateOwnStorage } from "./update-storage.ts";

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
  onServe(
    () => start(app, extensions),
    (server) => {
      for (const { onListening } of extensions) onListening?.(app, server);
      guardReloads(extensions.flatMap(({ onReload }) => onReload ?? []));
    },
  );
}

/**
 * Does what the start does to the database, and undoes it. `false` when it did not pass, which is
 * said.
 */
export function rehearse(app: App, extensions: InnerExtension[]): boolean {
  const undo = new Error("Undone.");
  try {
    inTransaction(app, (tx) => {
      updateOwnStorage(tx, extensions);
      provisionCollections(tx, extensions);
      checkDatabase(tx, extensions, hookTargets(extensions));
      throw undo;
    });
  } catch (error) {
    if (error === undo) return true;
    refuse(error, "handlers");
  }
  return false;
}

/**
 * Nothing works in the background before everything was checked: a refused start leaves no trace.
 * When the server starts all the same, the queue works if its storage is in order.
 */
function start(app: App, extensions: InnerExtension[]) {
  const canWork = passes(() => updateOwnStorage(app, extensions));
  const hasCollections = passes(() => provisionCollections(app, extensions));
  const isRight = passes(() => checkDatabase(app, extensions, hookTargets(extensions)));
  if (canWork) for (const { onReady } of extensions) onReady?.(app);
  for (const { warnings } of extensions) {
    for (const sentence of warnings?.(app) ?? []) warn(app, `Pocketbundle: ${sentence}`);
  }
  if (canWork && hasCollections && isRight) console.log(startLine(extensions));
}

function passes(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    refuse(error, "handlers");
    return false;
  }
}
