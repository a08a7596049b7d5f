// A worker relays the captured changes, then runs the due jobs.
import type { App } from "../../contract/pocketbase.ts";
import { inTransaction, takeWriteLock } from "../../pocketbase/transaction.ts";
import type { Background } from "../background.ts";
import { relay } from "../changes/relay.ts";
import { freeSlots } from "../jobs/free-slots.ts";
import { runBatch } from "../jobs/run.ts";
import { type ClaimedJob, claimJobs, type Lease } from "../jobs/transitions/claim.ts";
import { batches, exclusive, leases, own, relaying, watched } from "../store.ts";
import { BATCH, Costs } from "./costs.ts";
import { type Due, lookForWork } from "./due.ts";
import { News } from "./news.ts";
import { Pace } from "./pace.ts";

/** How many changes one turn relays. */
const CHANGES = 100;

export class Worker {
  private readonly news: News;
  private readonly pace: Pace;
  private readonly look: () => Due;
  private readonly costs = new Costs();

  constructor(
    private readonly app: App,
    private readonly slot: string,
    private readonly background: Background,
    /** Starts one more worker, because there is more to do. */
    private readonly help: () => void,
    /** The priorities of the jobs that it runs. Default: all. */
    private readonly priorities?: number[],
  ) {
    const { poll } = background.options;
    this.news = new News(app, poll);
    this.pace = new Pace(poll);
    this.look = lookForWork(app, background.types, priorities);
  }

  /** Does the work that there is. Returns how many milliseconds to wait before the next step. */
  step(): number {
    const { app, pace } = this;
    const { options } = this.background;
    const wait = pace.wait();
    if (wait > 0) return wait;
    if (!this.news.arrived(pace.quiet())) return pace.idle();
    const due = this.look();
    if (!due.changes && due.types.length === 0) return options.poll;
    const begin = Date.now();
    let waited = 0;
    const relayed = exclusive(() => {
      waited = waitForLock(app);
      return due.changes ? this.relayChanges() : 0;
    });
    const ran = this.runJobs(relayed > 0 ? this.look().types : due.types);
    if (relayed + ran === 0) return options.poll;
    pace.worked(begin, waited);
    this.news.forget();
    return 0;
  }

  private relayChanges(): number {
    const { background, app } = this;
    return relaying.run(() => relay(app, background, background.options.backoff, CHANGES));
  }

  private runJobs(due: string[]): number {
    if (due.length === 0) return 0;
    const { lease } = this.background.options;
    const held = { token: `${own.id()}.${$security.randomString(10)}`, until: Date.now() + lease };
    // The lease is stored before the claim, so that the keeper renews it from the beginning.
    leases.set(held.token, held.until);
    try {
      const jobs = exclusive(() => this.claimDue(due, held));
      if (this.costs.areMore(jobs)) this.help();
      if (jobs.length > 0) this.run(jobs, held.token);
      return jobs.length;
    } finally {
      leases.end(held.token);
      watched.remove(held.token);
      batches.end(held.token);
    }
  }

  private run(jobs: ClaimedJob[], token: string) {
    const { slot, background } = this;
    runBatch(this.app, background.types, jobs, {
      token,
      backoff: background.options.backoff,
      exclusive,
      mayGoOn: () => !own.isStopping() && Date.now() < leases.until(token),
      took: this.costs.took,
      watch: (job) =>
        job ? watched.add({ ...job, slot, token, since: Date.now() }) : watched.remove(token),
    });
  }

  private claimDue(due: string[], lease: Lease): ClaimedJob[] {
    const { types } = this.background;
    const claimIn = (app: App) =>
      claimJobs(app, freeSlots(app, types, due, this.costs.batchOf), BATCH, lease, this.priorities);
    if (!due.some((type) => types.get(type)?.concurrency)) return claimIn(this.app);
    return inTransaction(this.app, (tx) => {
      // The first statement is a write, so that nobody else claims between the count and the claim.
      takeWriteLock(tx);
      return claimIn(tx);
    });
  }
}

/** Takes the write lock and gives it back. Returns how long that took, in milliseconds. */
function waitForLock(app: App): number {
  const begin = Date.now();
  takeWriteLock(app);
  return Date.now() - begin;
}
