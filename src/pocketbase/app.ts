// The app that is nobody's transaction, kept for handlers that PocketBase gives none.
import type { App } from "../contract/pocketbase.ts";

const APP = "pocketbundle.app";

/** Called by the loader, where `$app` is never a transaction. */
export const keepApp = () => $app.store().set(APP, $app);

/**
 * The app for a cron. PocketBase sets `$app` for hooks and routes only (plugins/jsvm/binds.go, cronBinds). A cron finds
 * what the VM's last event has left there, which may be a transaction that is over and with which nothing works.
 */
export const restoreApp = (): App => {
  (globalThis as { $app?: unknown }).$app = $app.store().get(APP);
  return $app as unknown as App;
};
