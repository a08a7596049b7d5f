// Finds the handler of a dispatch id in an executor. The loader registers every id, and an executor
// looks up only those that it is asked for.
import type { Extension } from "../contract/extension.ts";
import { chainOf, cronsOf, routesOf } from "./bindings.ts";
import type { Extensions } from "./extensions.ts";
import { cronId, routeId } from "./handler-text.ts";
import { CONFIG_FILE } from "./load-config.ts";

export type Dispatch = (id: string, e: unknown, owners?: string[]) => void;

/** Makes each handler when its id first comes, from the extensions that have a part in it. */
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
    if (chain.hooks.length > 0) return lazy(import("./hooks.ts")).chainHandler(chain);
  }
  const route = routesOf(extensions).find((bound) => routeId(bound.route) === id);
  if (route) return (e) => lazy(import("./routes.ts")).runRoute(route, e);
  const cron = cronsOf(extensions).find((bound) => cronId(bound.cron) === id);
  if (cron) return () => lazy(import("./crons.ts")).runCron(cron);
  // The config differs in this VM from that of the loader. To pass silently would skip its checks.
  throw new Error(
    `Pocketbundle: nothing is registered as "${id}" in this VM. ${CONFIG_FILE} must export the same each time it is loaded.`,
  );
}
