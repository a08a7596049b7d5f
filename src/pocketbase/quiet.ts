import type { App } from "../contract/pocketbase.ts";
import { hush } from "./polled.ts";
import type { Db } from "./sql.ts";

/** The database for statements that PocketBase does not print in its dev mode. */
export const quiet = (app: App): Db => ({
  db: () => ({ newQuery: (sql) => hush(app, app.db().newQuery(sql)) }),
});
