// PocketBase passes only text from the loader to the executors. So each registered handler is a
// text that requires the built file in the executor and names the real handler by its dispatch id.

/** The name of the built file. Executors require it by this name. */
export const BUNDLE_FILE = "pocketbundle.pb.js";

/**
 * The handler that PocketBase runs in an executor. The VM keeps the module, because `require` costs
 * more than a whole validation even when the module is loaded. `owners` are the extensions that
 * have a part in the handler, so that the VM makes no others for it.
 */
export const handlerText = (id: string, owners?: string[]) =>
  `(e) => (globalThis.pocketbundle ??= require(__hooks + "/${BUNDLE_FILE}")).dispatch(${JSON.stringify(id)}, e, ${JSON.stringify(owners)})`;

export const hookId = (event: string, collection: string | undefined) =>
  collection === undefined ? `hook ${event}` : `hook ${event} ${collection}`;
export const routeId = ({ method, path }: { method: string; path: string }) =>
  `route ${method} ${path}`;
export const cronId = ({ name }: { name: string }) => `cron ${name}`;
