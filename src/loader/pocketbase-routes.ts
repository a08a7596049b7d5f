// The routes that PocketBase registers itself (apis/*.go), from 0.36 on. All routes are in one Go
// ServeMux, so a route of the config must not be in conflict with any of them. The conditional
// `GET /{path...}` of pb_public gives way to a route of the same path, and is not here.

const api = (routes: Record<string, string>): string[] =>
  Object.entries(routes).flatMap(([path, methods]) =>
    methods.split(" ").map((method) => `${method} /api/${path}`),
  );

const COLLECTION = "collections/{collection}";

const ALWAYS = [
  "GET /_/{path...}",
  ...api({
    backups: "GET POST",
    "backups/upload": "POST",
    "backups/{key}": "GET DELETE",
    "backups/{key}/restore": "POST",
    batch: "POST",
    collections: "GET POST",
    "collections/import": "PUT",
    "collections/meta/scaffolds": "GET",
    [COLLECTION]: "GET PATCH DELETE",
    [`${COLLECTION}/truncate`]: "DELETE",
    [`${COLLECTION}/records`]: "GET POST",
    [`${COLLECTION}/records/{id}`]: "GET PATCH DELETE",
    [`${COLLECTION}/auth-methods`]: "GET",
    [`${COLLECTION}/impersonate/{id}`]: "POST",
    crons: "GET",
    "crons/{id}": "POST",
    "files/token": "POST",
    "files/{collection}/{recordId}/{filename}": "GET",
    health: "GET",
    logs: "GET",
    "logs/stats": "GET",
    "logs/{id}": "GET",
    "oauth2-redirect": "GET POST",
    realtime: "GET POST",
    settings: "GET PATCH",
    "settings/apple/generate-client-secret": "POST",
    "settings/test/email": "POST",
    "settings/test/s3": "POST",
  }),
  ...[
    "auth-refresh",
    "auth-with-oauth2",
    "auth-with-otp",
    "auth-with-password",
    "confirm-email-change",
    "confirm-password-reset",
    "confirm-verification",
    "request-email-change",
    "request-otp",
    "request-password-reset",
    "request-verification",
  ].map((action) => `POST /api/${COLLECTION}/${action}`),
];

/** What came later, by the minor version that brought it. */
const LATER: [minor: number, routes: string[]][] = [
  [
    37,
    api({ "collections/meta/dry-run-view": "POST", "collections/meta/oauth2-providers": "GET" }),
  ],
  [39, api({ sql: "POST" })],
];

/** @param version PocketBase's own, such as "0.38.1"; of another text only the oldest are known */
export function pocketbaseRoutes(version: string): string[] {
  const minor = Number(/^v?0\.(\d+)\./.exec(version)?.[1] ?? 0);
  return [...ALWAYS, ...LATER.flatMap(([since, routes]) => (minor >= since ? routes : []))];
}
