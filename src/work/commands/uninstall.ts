// `pocketbase bundle uninstall`
import type { App } from "../../contract/pocketbase.ts";
import type { Terminal } from "../../kernel/extensions.ts";
import { LIVES } from "../../pocketbase/life.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { areOthersAlive } from "../heartbeat.ts";
import { readArgs } from "./args.ts";
import { endCommand } from "./end.ts";
import { remove, type Stored, storedIn } from "./remove.ts";

const FLAGS = { yes: false, "dry-run": false, indexes: false };

export function uninstall(app: App, args: string[], { print, ask }: Terminal) {
  const { flags, json } = readArgs(app, args, FLAGS);
  const withIndexes = flags.indexes !== undefined;
  const isDry = flags["dry-run"] !== undefined;
  if (!isDry && app.hasTable("bundle_workers") && areOthersAlive(app)) {
    endCommand("a server or worker uses this database. Stop it first.");
  }
  const stored = storedIn(app);
  if (!json) print(report(stored, withIndexes));
  if (!isDry) {
    if (flags.yes === undefined) confirm(json ? () => undefined : ask);
    inTransaction(app, (tx) => remove(tx, withIndexes));
    $os.removeAll(`${app.dataDir()}/${LIVES}`);
  }
  if (json) print(JSON.stringify({ removed: !isDry, ...stored }));
  else if (!isDry)
    print(
      "Pocketbundle: all of this is removed. Now delete pocketbundle.pb.js and pocketbundle.config.js from pb_hooks, or the next start makes it again.",
    );
}

function confirm(ask: Terminal["ask"]) {
  const answer = ask('Remove it? Type "yes": ');
  if (answer?.trim().toLowerCase() === "yes") return;
  endCommand(
    answer === undefined
      ? "nothing is removed, because there is no terminal to ask at. Run `pocketbase bundle uninstall --yes` to remove it without a question, and --dry-run to see the counts alone."
      : "nothing is removed.",
  );
}

const counted = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, rows]) => `\n  ${name}: ${rows} rows`)
    .join("") || "\n  none";

const report = ({ collections, tables, triggers, indexes }: Stored, withIndexes: boolean): string =>
  `Pocketbundle has stored in this database, and removes:
collections:${counted(collections)}
tables:${counted(tables)}
triggers: ${triggers.length}
${
  withIndexes
    ? `indexes of your collections: ${indexes.length}`
    : `${indexes.length} indexes of your collections stay, as they may serve your own queries. --indexes removes them too.`
}`;
