import type { App } from "../../contract/pocketbase.ts";

/** Ends the command with a message that says what is wrong and what to do. */
export function endCommand(message: string): never {
  console.error(`Pocketbundle: ${message}`);
  $os.exit(1);
  throw new Error(message);
}

/** Ends the command when no server with the bundle has run on this database yet. */
export function needStorage(app: App) {
  if (app.hasTable("bundle_workers")) return;
  endCommand("this database has no queue yet. Start the server once (pocketbase serve).");
}
