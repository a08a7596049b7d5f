// Gives jobs back that nobody works on: those of a process that is gone at once, and those of a
// process that is frozen when it has been silent for two leases.
import type { App } from "../../contract/pocketbase.ts";
import { quiet } from "../../pocketbase/quiet.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { endBeat, lives, workers } from "../heartbeat.ts";
import type { JobTypes } from "../jobs/job-types.ts";
import { endLeasesOf, recoverJobs, silentTokens } from "../jobs/transitions/recover.ts";
import { leases, own } from "../store.ts";

export class Recovery {
  /** In how many steps the lease of a live process was found to have run out, by its token. */
  private overdue = new Map<string, number>();

  constructor(
    private readonly app: App,
    private readonly types: JobTypes,
    /** How many steps a lease takes. */
    private readonly patience: number,
  ) {}

  step() {
    this.buryProcesses();
    const silent = silentTokens(quiet(this.app));
    this.overdue = new Map(silent.map((token) => [token, (this.overdue.get(token) ?? 0) + 1]));
    const given = silent.filter((token) => this.mayGive(token));
    if (given.length > 0) recoverJobs(this.app, this.types, given);
  }

  private buryProcesses() {
    for (const { id } of workers(quiet(this.app))) {
      if (id === own.id() || lives(id)) continue;
      inTransaction(this.app, (tx) => {
        endLeasesOf(tx, id);
        endBeat(tx, id);
      });
    }
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
