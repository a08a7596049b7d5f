// What is probably a mistake and may be right later: it is said at start-up, and nothing is refused.
import type { Extension } from "../contract/extension.ts";
import type { App } from "../contract/pocketbase.ts";
import type { Route } from "../contract/route.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { loadConfig } from "../kernel/load-config.ts";
import { nearest } from "../lib/nearest.ts";
import { formatPath } from "../lib/path.ts";
import { findCollection } from "../pocketbase/find.ts";
import { warn } from "../pocketbase/log.ts";
import { parseOn } from "../work/changes/listen.ts";

/** Also what keeps an extension from its work. */
export function warnAtStart(app: App, extensions: InnerExtension[]): void {
  warnOfMissing(app, extensions);
  for (const { warnings } of extensions) {
    for (const sentence of warnings?.(app) ?? []) warn(app, `Pocketbundle: ${sentence}`);
  }
}

/**
 * Collections that do not exist: hooks and triggers are bound by name, so they work from the moment
 * the collection is made. And routes that nobody can call.
 */
function warnOfMissing(app: App, extensions: Extension[]): void {
  const names = () => app.findAllCollections().map((one) => one?.name ?? "");
  for (const [name, owners] of namedCollections(extensions)) {
    if (findCollection(app, name)) continue;
    say(
      app,
      `${owners.join(" and ")} names the collection "${name}", which does not exist (yet).`,
      name,
      names(),
    );
  }
  for (const { at, auth } of routesOfConfig()) {
    for (const name of collectionsOf(auth)) {
      const found = findCollection(app, name);
      if (found?.type === "auth") continue;
      const why = found ? "which has no users" : "which does not exist (yet)";
      const others = ["public", "any", "superusers", ...names()];
      say(
        app,
        `${at} admits the collection "${name}", ${why}: nobody can call this route.`,
        name,
        others,
      );
    }
  }
}

function say(app: App, message: string, name: string, known: string[]) {
  const near = nearest(
    name,
    known.filter((one) => one !== name),
  );
  warn(app, `Pocketbundle: ${message}${near ? ` Did you mean "${near}"?` : ""}`);
}

/** The collections that hooks and changes name, each with the extensions that do. */
function namedCollections(extensions: Extension[]): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const { name: owner, hooks = [], changes = [] } of extensions) {
    // It follows the collections of the others.
    if (owner === "pocketbundle-schema") continue;
    const names = [
      ...hooks.flatMap(({ collections = [] }) => collections),
      ...changes.flatMap(({ on }) => parseOn(on).map(({ collection }) => collection)),
    ];
    for (const name of new Set(names)) named.set(name, [...(named.get(name) ?? []), `"${owner}"`]);
  }
  return named;
}

const routesOfConfig = () =>
  (loadConfig().extensions ?? []).flatMap(({ routes = [] }, index) =>
    routes.map(({ auth }, i) => ({
      at: formatPath(["extensions", index, "routes", i, "auth"]),
      auth,
    })),
  );

const collectionsOf = (auth: Route["auth"]): string[] =>
  typeof auth === "string" && ["public", "any", "superusers"].includes(auth) ? [] : [auth].flat();
