// Checks the paths of routes before PocketBase's router sees them: it would end the process.
import type { Route } from "../contract/route.ts";
import { formatPath } from "../lib/path.ts";
import { type Problem, problemAt } from "../lib/refusal.ts";
import { commonPath, isConflict, type Pattern, parsePattern } from "../lib/route-pattern.ts";
import { pocketbaseRoutes } from "./pocketbase-routes.ts";

/** A route of the config, with the keys of its `path` in the config. */
export interface PlacedRoute {
  keys: (string | number)[];
  route: Pick<Route, "method" | "path">;
}

interface Known {
  method: string;
  path: string;
  pattern: Pattern;
  /** The place in the config, or whose route it is. Messages name it. */
  owner: string;
}

/** Paths of Pocketbundle's own routes begin with this. */
const OWN = /^\/api\/bundle(\/|$)/;

/**
 * Pocketbundle's own routes that have a parameter. Only a path that begins with a parameter can be
 * in conflict with them. A unit test compares the list with the routes themselves.
 */
export const OWN_ROUTES = [
  ...["GET", "POST", "PUT", "PATCH", "DELETE"].map(
    (method) => `${method} /api/bundle/receive/{name}`,
  ),
  "GET /api/bundle/mail/preview/{message}",
];

/** @param version PocketBase's */
export function routeProblems(routes: PlacedRoute[], version: string): Problem[] {
  const known = [
    ...pocketbaseRoutes(version).map(knownOf("PocketBase's own")),
    ...OWN_ROUTES.map(knownOf("Pocketbundle's own")),
  ];
  return routes.flatMap(({ keys, route: { method, path } }) => {
    const refuse = (message: string) => [problemAt(keys, message)];
    if (OWN.test(path)) {
      return refuse(`"/api/bundle" belongs to Pocketbundle: choose another path. Got "${path}".`);
    }
    const pattern = parsePattern(path);
    if (typeof pattern === "string") return refuse(`${pattern} Got "${path}".`);
    const other = known.find((one) => one.method === method && isConflict(one.pattern, pattern));
    known.push({ method, path, pattern, owner: formatPath(keys) });
    return other ? refuse(conflict(method, path, pattern, other)) : [];
  });
}

const knownOf =
  (owner: string) =>
  (text: string): Known => {
    const [method = "", path = ""] = text.split(" ");
    return { method, path, pattern: parsePattern(path) as Pattern, owner };
  };

function conflict(method: string, path: string, pattern: Pattern, other: Known): string {
  const theirs = `"${other.path}" (${other.owner})`;
  return isSame(pattern, other.pattern)
    ? `"${path}" matches the same ${method} requests as ${theirs}: choose another path.`
    : `"${path}" and ${theirs} both match ${method} ${commonPath(pattern, other.pattern)}, and neither is more exact, so that no server could choose. Change one of the paths, for example so that it begins with a word of its own.`;
}

const isSame = (a: Pattern, b: Pattern) => a.join("\n") === b.join("\n");
