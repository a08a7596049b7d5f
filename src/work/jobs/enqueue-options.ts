// The options of `ctx.jobs.enqueue`, checked and in the form of the queue's columns.
import type { EnqueueOptions } from "../../contract/jobs.ts";
import { jsonText } from "../../lib/json-text.ts";
import { unknownName } from "../../lib/nearest.ts";
import { dateText } from "../../lib/time.ts";
import { PRIORITIES } from "./job-types.ts";

export function priorityOf({ priority = "normal" }: EnqueueOptions): number {
  if (Object.hasOwn(PRIORITIES, priority)) return PRIORITIES[priority];
  throw new Error(unknownName("priority", priority, Object.keys(PRIORITIES)));
}

export function runAtOf({ delay, runAt }: EnqueueOptions): string {
  if (delay === undefined && runAt === undefined) return "";
  if (runAt === undefined && !(Number(delay) >= 0 && Number(delay) <= MAX_DELAY)) {
    throw new Error(
      `A job's delay is a number of seconds, 0 to ${MAX_DELAY}, got ${JSON.stringify(delay)}.`,
    );
  }
  const time = runAt === undefined ? Date.now() + Number(delay) * 1000 : new Date(runAt).getTime();
  if (!Number.isNaN(time)) return dateText(time);
  throw new Error(`A job's runAt is a date or an ISO text, got ${JSON.stringify(runAt)}.`);
}
/** Ten years, in seconds. A longer delay is a mistake, such as a time in milliseconds. */
const MAX_DELAY = 315_360_000;

export function keyOf({ key = "" }: EnqueueOptions): string {
  // SQLite would store half a surrogate pair as something else, and not find it again.
  if (typeof key === "string" && !/[\ud800-\udfff]/u.test(key)) return key;
  throw new Error(`A job's key is a text, got ${JSON.stringify(key)}.`);
}

export function attemptsOf({ attempts }: EnqueueOptions): number | undefined {
  if (attempts === undefined || (Number.isInteger(attempts) && attempts > 0)) return attempts;
  throw new Error(`A job's attempts are a whole number above 0, got ${JSON.stringify(attempts)}.`);
}

export const payloadOf = (type: string, payload: unknown = null): string =>
  jsonText(`The payload of the job "${type}"`, payload);
