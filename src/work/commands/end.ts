import type { App } from "../../contract/pocketbase.ts";

/** Ends the command with a message: what is wrong, and what to do. */
export function endCommand(message: string): never {
  console.error(`Pocketbundle: ${message}`);
  $os.exit(1);
  throw new Error(message);
}

/** Ends the command where no server with the bundle has ever run. */
export function needStorage(app: App) {
  if (app.hasTable("bundle_workers")) return;
  endCommand("this database has no queue yet. Start the server once (pocketbase serve).");
}
