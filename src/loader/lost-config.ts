// A deploy that loses the config would start a server without any of its rules. So a start notes in
// the database that there is a config, and a later start without one is refused.
import type { App } from "../contract/pocketbase.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { CONFIG_FILE } from "../kernel/load-config.ts";
import { setVersion, versionOf } from "../kernel/versions.ts";
import { Refusal } from "../lib/refusal.ts";
import { isInner } from "./start-line.ts";

/** The note is a row among the versions of what is stored. `bundle uninstall` removes it. */
const PART = "config";

const isEmpty = (extensions: InnerExtension[]) => extensions.every(isInner);

/** An empty config is not worth a note: a start without it is the same. */
export function noteConfig(app: App, extensions: InnerExtension[]): void {
  if (!isEmpty(extensions)) setVersion(app, PART, 1);
}

/** Older files have left no note. Their background work made this table. */
const hadConfig = (app: App) =>
  versionOf(app, PART) !== undefined || app.hasTable("bundle_workers");

/** Throws a Refusal when the config is missing or empty, and the database has seen another one. */
export function refuseLost(app: App, extensions: InnerExtension[]): void {
  const refusal = lostConfig(app, extensions);
  if (refusal) throw refusal;
}

export function lostConfig(app: App, extensions: InnerExtension[]): Refusal | undefined {
  if (!isEmpty(extensions) || !hadConfig(app)) return undefined;
  return new Refusal([
    {
      path: "",
      message: `The config is missing or empty, and a server has used this database with one: without it, no rule holds, and no mail, webhook or job is handled. Put ${CONFIG_FILE} back. If it is gone on purpose, run \`pocketbase bundle uninstall\`, which deletes all that Pocketbundle has stored; or keep that, and write \`module.exports = { validate: {} };\`.`,
    },
  ]);
}
