// `pocketbase bundle check`. `problems` are those of the config's form, found when it was loaded.
import type { App } from "../contract/pocketbase.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { rows } from "../pocketbase/sql.ts";
import { refuse } from "./refuse.ts";
import { refusalOf } from "./start.ts";

export function check(
  app: App,
  problems: Problem[],
  extensions: () => InnerExtension[],
  print: (text: string) => void,
) {
  const pending = pendingMigrations(app);
  if (pending.length > 0 && problems.length === 0) {
    print(
      `Pocketbundle: the form of the config is right. The database was not checked, because these migrations have not run: ${pending.join(", ")}.`,
    );
    return;
  }
  const refusal = pending.length > 0 ? new Refusal(problems) : refusalOf(app, problems, extensions);
  if (refusal) refuse(refusal);
  else print("Pocketbundle: the config is right.");
}

/** The start would run them before its checks. */
function pendingMigrations(app: App): string[] {
  const known = rows<string>(app, "SELECT json_quote(file) AS row FROM _migrations");
  return migrationFiles(migrationsDir(app)).filter((name) => !known.includes(name));
}

function migrationFiles(dir: string): string[] {
  try {
    return [...$os.readDir(dir)]
      .map((entry) => entry?.name() ?? "")
      .filter((name) => /\.[jt]s$/.test(name));
  } catch {
    // There are no migrations.
    return [];
  }
}

/** PocketBase gives hooks no way to ask for it. */
function migrationsDir(app: App): string {
  const args = [...($os.args as string[])];
  const at = args.findLastIndex((arg) => /^--migrationsDir(=|$)/.test(arg));
  if (at < 0) return `${app.dataDir()}/../pb_migrations`;
  return args[at]?.split("=")[1] ?? args[at + 1] ?? "";
}
