// The routes that PocketBase 0.36 to 0.39 registers itself (apis/*.go). All routes are in one Go
// ServeMux, so a route of the config must not be in conflict with any of them. The conditional
// `GET /{path...}` of pb_public gives way to a route of the same path, and is not here.

const api = (routes: Record<string, string>): string[] =>
  Object.entries(routes).flatMap(([path, methods]) =>
    methods.split(" ").map((method) => `${method} /api/${path}`),
  );

const COLLECTION = "collections/{collection}";

export const POCKETBASE_ROUTES: readonly string[] = [
  "GET /_/{path...}",
  ...api({
    backups: "GET POST",
    "backups/upload": "POST",
    "backups/{key}": "GET DELETE",
    "backups/{key}/restore": "POST",
    batch: "POST",
    collections: "GET POST",
    "collections/import": "PUT",
    "collections/meta/dry-run-view": "POST",
    "collections/meta/oauth2-providers": "GET",
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
    sql: "POST",
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
