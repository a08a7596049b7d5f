// The collections and records that exist before the start
import { App } from "../mock/core/app.ts";
import { Collection } from "../mock/core/collection.ts";
import { COLLECTIONS_TABLE } from "../mock/core/collection-rows.ts";
import { Core } from "../mock/core/core.ts";
import { Record } from "../mock/core/record.ts";
import { bindSystemHooks } from "../mock/core/record-hooks.ts";
import type { Values } from "../mock/go/values.ts";
import type { TestAppOptions } from "./options.ts";

export const SUPERUSER_ID = "superuser000001";

/** Makes an app of the same database that runs no hook of the test's files. */
function quietApp(core: Core): App {
  const quiet = new Core(core);
  bindSystemHooks(quiet);
  return new App(quiet);
}

export function addCollections(core: Core, list: readonly Values[]): void {
  const app = quietApp(core);
  if (!app.hasTable("_collections")) app.execute(COLLECTIONS_TABLE);
  for (const data of list) app.saveNoValidate(new Collection(data));
}

/** Adds the records of the options, and a superuser. */
export function addRecords(app: App, records: NonNullable<TestAppOptions["records"]>): void {
  const quiet = quietApp(app.core);
  const superuser = { id: SUPERUSER_ID, email: "super@example.com", password: "test-password-1" };
  for (const [name, list] of Object.entries({ _superusers: [superuser], ...records })) {
    const collection = app.findCachedCollectionByNameOrId(name);
    for (const data of list) quiet.save(new Record(collection, data));
  }
}
