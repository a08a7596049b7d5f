import type { App } from "../../contract/pocketbase.ts";
import { versionOf } from "../../kernel/versions.ts";
import { WORK } from "../name.ts";
import { MIGRATIONS } from "../storage.ts";

/** The exit codes of `pocketbase bundle …`, which scripts rely on (docs/operating.md). */
export const REFUSED = 1;
export const USAGE = 2;
export const NOBODY_WORKS = 3;

/** Ends a command. Its message says what is wrong and what to do. */
class CommandEnd extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

export function endCommand(message: string, code = REFUSED): never {
  throw new CommandEnd(message, code);
}

/** The exit code of a command that has thrown this. `undefined` for an error nobody expected. */
export const codeOf = (error: unknown): number | undefined =>
  error instanceof CommandEnd ? error.code : undefined;

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
