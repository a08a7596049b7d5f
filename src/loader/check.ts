// `pocketbase bundle check`. `problems` are those of the config's form, found when it was loaded.
import type { App } from "../contract/pocketbase.ts";
import type { InnerExtension, Terminal } from "../kernel/extensions.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { rows } from "../pocketbase/sql.ts";
import { readArgs } from "../work/commands/args.ts";
import { REFUSED } from "../work/commands/end.ts";
import { withoutHidden } from "./hidden.ts";
import { refuse } from "./refuse.ts";
import { refusalOf } from "./start.ts";

export function check(
  app: App,
  args: string[],
  { print }: Terminal,
  problems: Problem[],
  extensions: () => InnerExtension[],
) {
  const { json } = readArgs(app, args);
  const pending = pendingMigrations(app);
  const isForm = pending.length > 0;
  const refusal = refusalNow(app, problems, extensions, pending);
  if (json) {
    print(
      withoutHidden(
        JSON.stringify({ right: !refusal, problems: refusal?.problems ?? [], pending }),
      ),
    );
  }
  if (refusal) return json ? REFUSED : refuse(refusal);
  if (json) return;
  print(
    isForm
      ? `Pocketbundle: the form of the config is right. The database was not checked, because these migrations have not run: ${pending.join(", ")}.`
      : "Pocketbundle: the config is right.",
  );
}

/** What a start would refuse now; `undefined` for nothing. */
export const refusalNow = (
  app: App,
  problems: Problem[],
  extensions: () => InnerExtension[],
  pending = pendingMigrations(app),
): Refusal | undefined =>
  pending.length > 0 ? formOf(problems) : refusalOf(app, problems, extensions);

const formOf = (problems: Problem[]) => (problems.length > 0 ? new Refusal(problems) : undefined);

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
