import type { JobCost } from "../jobs/run.ts";
import type { ClaimedJob } from "../jobs/transitions/claim.ts";

/** A worker claims at most this many jobs at once. */
export const BATCH = 500;
/**
 * If jobs of a type take longer than `QUICK` milliseconds, a worker claims what it can do in
 * `SPAN`.
 */
const QUICK = 1;
const SPAN = 20;
/** A VM takes at most this many characters of payload at once. */
const MAX_SIZE = 4_000_000;

/** What jobs have cost one worker so far, by type. */
export class Costs {
  private readonly byType = new Map<string, JobCost>();

  readonly took = (type: string, { time, size }: JobCost) => {
    const known = this.byType.get(type) ?? { time, size };
    this.byType.set(type, {
      time: 0.8 * known.time + 0.2 * time,
      size: Math.max(0.9 * known.size, size),
    });
  };

  /** How many jobs of the type to claim. It is one until their cost is known. */
  readonly batchOf = (type: string): number => {
    const cost = this.byType.get(type);
    if (!cost) return 1;
    const inTime = cost.time <= QUICK ? BATCH : Math.floor(SPAN / cost.time);
    return Math.max(1, Math.min(inTime, Math.floor(MAX_SIZE / (cost.size + 1))));
  };

  /**
   * Whether one of the types has as many of these jobs as a worker claims of it, and takes its time.
   */
  areMore(claimed: ClaimedJob[]): boolean {
    const counts = new Map<string, number>();
    for (const [, type] of claimed) counts.set(type, (counts.get(type) ?? 0) + 1);
    return [...counts].some(
      ([type, count]) => this.byType.has(type) && count >= this.batchOf(type) && count < BATCH,
    );
  }
}
