import type { App } from "../../contract/pocketbase.ts";
import { versionOf } from "../../kernel/versions.ts";
import { WORK } from "../name.ts";
import { MIGRATIONS } from "../storage.ts";

/** Ends the command with a message that says what is wrong and what to do. */
export function endCommand(message: string): never {
  console.error(`Pocketbundle: ${message}`);
  $os.exit(1);
  throw new Error(message);
}

/** Ends the command where no server with this version of the bundle has run. */
export function needStorage(app: App) {
  const found = app.hasTable("bundle_workers") ? (versionOf(app, WORK) ?? 0) : undefined;
  const known = MIGRATIONS.length;
  if (found === known) return;
  endCommand(
    found === undefined
      ? "this database has no queue yet. Start the server once (pocketbase serve)."
      : `the queue of this database has version ${found}, and this file knows version ${known}. Use the pocketbundle.pb.js of the server; after an upgrade, start the server once first.`,
  );
}
