import type { RequestEvent } from "../contract/pocketbase.ts";
import type { RouteAuth } from "../contract/route.ts";
import { runMiddleware } from "./request-body.ts";

/** Throws PocketBase's own 401 or 403 for a caller that a route with `auth` does not admit. */
export const admit = (e: RequestEvent, auth: RouteAuth): void =>
  runMiddleware(middlewareOf(auth), e);

function middlewareOf(auth: RouteAuth): unknown {
  if (auth === "any") return $apis.requireAuth();
  if (auth === "superusers") return $apis.requireSuperuserAuth();
  return $apis.requireAuth(...[auth].flat());
}
