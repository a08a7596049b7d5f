// Gives jobs back that nobody works on: those of a process that is gone at once, and those of a
// process that is frozen when it has been silent for two leases.
import type { App } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import { polled } from "../../pocketbase/polled.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { endBeat, lives } from "../heartbeat.ts";
import type { JobTypes } from "../jobs/job-types.ts";
import { endLeasesOf, recoverJobs, SILENT } from "../jobs/transitions/recover.ts";
import { leases, own } from "../store.ts";

/** The processes that have said that they live, and the tokens of the leases that have run out. */
const LOOK = `SELECT json_array((SELECT json_group_array(id) FROM bundle_workers),
  (SELECT json_group_array(DISTINCT token) FROM bundle_jobs WHERE ${SILENT})) AS row`;

export class Recovery {
  private readonly look: ReturnType<typeof polled<[processes: string[], silent: string[]]>>;
  /** In how many steps the lease of a live process was found to have run out, by its token. */
  private overdue = new Map<string, number>();

  constructor(
    private readonly app: App,
    private readonly types: JobTypes,
    /** How many steps a lease takes. */
    private readonly patience: number,
  ) {
    this.look = polled(app, LOOK);
  }

  step() {
    let [processes, silent] = this.found();
    const gone = processes.filter((id) => id !== own.id() && !lives(id));
    for (const id of gone) this.bury(id);
    if (gone.length > 0) [processes, silent] = this.found();
    this.overdue = new Map(silent.map((token) => [token, (this.overdue.get(token) ?? 0) + 1]));
    const given = silent.filter((token) => this.mayGive(token));
    if (given.length > 0) recoverJobs(this.app, this.types, given);
  }

  private found = () => this.look({ now: now() }) ?? [[], []];

  private bury(process: string) {
    inTransaction(this.app, (tx) => {
      endLeasesOf(tx, process);
      endBeat(tx, process);
    });
  }

  /**
   * A live process whose lease ran out waited for the database, as this one did, and renews it
   * next. This counts steps and not time, since all processes wait while nobody can write.
   */
  private mayGive(token: string): boolean {
    const owner = token.slice(0, Math.max(0, token.indexOf(".")));
    if (owner === own.id()) return leases.until(token) === 0;
    return !lives(owner) || (this.overdue.get(token) ?? 0) > this.patience;
  }
}
