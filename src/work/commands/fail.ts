import type { App } from "../../contract/pocketbase.ts";

/** Ends the command with a message: what is wrong, and what to do. */
export function fail(message: string): never {
  console.error(`Pocketbundle: ${message}`);
  $os.exit(1);
  throw new Error(message);
}

export function needTables(app: App) {
  if (app.hasTable("bundle_workers")) return;
  fail("this database has no queue yet. Start the server once (pocketbase serve).");
}
