import type { Route, RouteAuth } from "../contract/route.ts";

/** PocketBase's own middlewares are native code, so a refused request needs no VM. */
export const middlewares = ({ auth, bodyLimit, log }: Route): unknown[] => [
  ...authMiddlewares(auth),
  ...(log === false ? [$apis.skipSuccessActivityLog()] : []),
  ...(bodyLimit === undefined ? [] : [$apis.bodyLimit(bodyLimit)]),
];

function authMiddlewares(auth: RouteAuth): unknown[] {
  if (auth === "public") return [];
  if (auth === "any") return [$apis.requireAuth()];
  if (auth === "superusers") return [$apis.requireSuperuserAuth()];
  return [$apis.requireAuth(...[auth].flat())];
}
