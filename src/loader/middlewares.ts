import type { Route } from "../contract/route.ts";

/**
 * A limit of 0 takes PocketBase's own limit away: src/kernel/request-body.ts has another one, and
 * closes the connection of a body that it refuses.
 */
export const middlewares = ({ log }: Route): unknown[] => [
  ...(log === false ? [$apis.skipSuccessActivityLog()] : []),
  $apis.bodyLimit(0),
];
