import type { App } from "../contract/pocketbase.ts";
import { isNoRows } from "./errors.ts";

/**
 * The collection of this name or id, `undefined` when there is none. Any other error is passed on: taking a disk that
 * cannot be read for a missing collection would drop its triggers.
 */
export function findCollection(app: App, nameOrId: string) {
  try {
    return app.findCollectionByNameOrId(nameOrId);
  } catch (error) {
    if (isNoRows(error)) return undefined;
    throw error;
  }
}
