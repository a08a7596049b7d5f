import type { App } from "../contract/pocketbase.ts";
import { isNoRows } from "./errors.ts";

/**
 * The collection with this name or id, `undefined` when there is none. Any other error is thrown:
 * if an unreadable disk looked like a missing collection, its triggers would be dropped.
 */
export function findCollection(app: App, nameOrId: string) {
  try {
    return app.findCollectionByNameOrId(nameOrId);
  } catch (error) {
    if (isNoRows(error)) return undefined;
    throw error;
  }
}
