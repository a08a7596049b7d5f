// Keeps the app outside of all transactions, for handlers that get no app from PocketBase.
import type { App } from "../contract/pocketbase.ts";

const APP = "pocketbundle.app";

/** Called by the loader, where `$app` is never a transaction. */
export const keepApp = () => $app.store().set(APP, $app);

/**
 * The app for a cron. PocketBase sets `$app` for hooks and routes only (plugins/jsvm/binds.go,
 * cronBinds). A cron would find the `$app` of the VM's last event, which may be a transaction that
 * has ended.
 */
export const restoreApp = (): App => {
  (globalThis as { $app?: unknown }).$app = $app.store().get(APP);
  return $app as unknown as App;
};
