// `pocketbase bundle retry` runs jobs again, or rows that jobs run.
import type { App } from "../../contract/pocketbase.ts";
import type { Terminal } from "../../kernel/extensions.ts";
import { value } from "../../pocketbase/sql.ts";
import { lives, workers } from "../heartbeat.ts";
import type { Replays } from "../jobs/replays.ts";
import { readArgs } from "./args.ts";
import { endCommand, NOBODY_WORKS, needStorage, USAGE } from "./end.ts";
import { retryDead } from "./retry-dead.ts";
import { hasten, replayRow, requeue } from "./retry-one.ts";

/** What `--json` prints. */
interface Retried {
  /** How many jobs wait again. */
  queued: number;
  /** How many jobs waited for a later time, and run now. */
  hastened: number;
  /** How many jobs are dead now. */
  dead: number;
}

export function retry(app: App, args: string[], { print }: Terminal, replays: Replays) {
  const { words, flags, json } = readArgs(app, args, { dead: false }, 1);
  const [id = ""] = words;
  const isAll = flags.dead !== undefined;
  if (isAll ? id !== "" : !/^\w+$/.test(id)) {
    endCommand(
      "say what to run again: `pocketbase bundle retry <id>`, or `pocketbase bundle retry --dead` for all that is dead.",
      USAGE,
    );
  }
  needStorage(app);
  const say = (text: string) => json || print(`Pocketbundle: ${text}`);
  const done = isAll
    ? { queued: retryDead(app, replays, say), hastened: 0 }
    : retryOne(app, id, replays);
  const dead =
    value<number>(app, "SELECT count(*) AS row FROM bundle_jobs WHERE status = 'dead'") ?? 0;
  if (json) print(JSON.stringify({ ...done, dead } satisfies Retried));
  say(
    done.hastened > 0
      ? "it waited for a later time, and runs now."
      : `${done.queued} back in the queue.`,
  );
  if (isAll && dead > 0) {
    say(
      `${dead} stay dead: each has the key of a job that waits or runs, or has failed again. Run this command again when that job has ended.`,
    );
  }
  if (workers(app).some((one) => lives(one.id))) return 0;
  say("no server or worker is running. What waits runs when one starts.");
  return NOBODY_WORKS;
}

function retryOne(app: App, id: string, replays: Replays): Omit<Retried, "dead"> {
  const which = "id = {:id} AND status IN ('dead', 'done', 'cancelled')";
  if (requeue(app, replays, which, { id }) > 0 || replayRow(app, id, replays)) {
    return { queued: 1, hastened: 0 };
  }
  const hastened = hasten(app, id, replays);
  if (hastened > 0) return { queued: 0, hastened };
  const others = [...replays.keys()]
    .filter((name) => app.hasTable(name))
    .map((name) => `, and no row of ${name}`)
    .join("");
  return endCommand(
    `there is no dead, done, cancelled or waiting job "${id}"${others}. If it exists, it runs already, or another job with its key waits or runs: run this command again when that one has ended.`,
  );
}
