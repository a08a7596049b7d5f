// PocketBase passes only text from the loader to the executors. So each registered handler is a
// text that requires the built file in the executor and names the real handler by its dispatch id.

/** The name of the built file. Executors require it by this name. */
export const BUNDLE_FILE = "pocketbundle.pb.js";

/**
 * The handler that PocketBase runs in an executor. The VM keeps the module, because `require` costs
 * more than a whole validation even when the module is loaded. `owners` are the extensions that
 * have a part in the handler, so that the VM makes no others for it.
 */
export const handlerText = (id: string, owners?: string[]) => `(e) => ${call(id, owners)}`;

/** A handler that does nothing when the built file is gone: without it, a server must end too. */
export const lenientHandlerText = (id: string, owners: string[]) =>
  `(e) => { try { ${BUNDLE} } catch { return e.next() } ${call(id, owners)} }`;

const BUNDLE = `globalThis.pocketbundle ??= require(__hooks + "/${BUNDLE_FILE}")`;
const call = (id: string, owners?: string[]) =>
  `(${BUNDLE}).dispatch(${JSON.stringify(id)}, e, ${JSON.stringify(owners)})`;

export const hookId = (event: string, collection: string | undefined) =>
  collection === undefined ? `hook ${event}` : `hook ${event} ${collection}`;
export const routeId = ({ method, path }: { method: string; path: string }) =>
  `route ${method} ${path}`;
export const cronId = ({ name }: { name: string }) => `cron ${name}`;
