import * as v from "valibot";
import type { JobsOptions } from "../../contract/jobs.ts";
import { age, count, optional, retryTime, shape } from "../../lib/shape.ts";
import { mismatchWith } from "../../lib/shape-messages.ts";
import { DAY } from "../../lib/time.ts";

const milliseconds = (least: number) =>
  v.pipe(
    v.number(mismatchWith("a number of milliseconds")),
    v.minValue(least, `Expected milliseconds, ${least} or more.`),
    v.maxValue(DAY, `Expected milliseconds, a day (${DAY}) or less.`),
  );

/** The shape of `jobs` in the config. */
export const jobsShape = shape<Record<keyof JobsOptions, v.GenericSchema>>({
  workers: optional(
    v.pipe(count(1), v.maxValue(10, "Expected 10 or fewer: each worker holds a VM of the pool.")),
  ),
  poll: optional(milliseconds(10)),
  lease: optional(milliseconds(1000)),
  backoff: optional(milliseconds(10)),
  retryFor: optional(retryTime),
  restartAfterHangs: optional(count(0)),
  keep: optional(shape({ done: optional(age), dead: optional(age) })),
});
