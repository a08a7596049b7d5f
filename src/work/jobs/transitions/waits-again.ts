// running → queued, or cancelled when the job may not run again: it was cancelled while it ran, or
// a newer job with its key waits. One of the two remains, and the newer one has the newest payload.
import { withKey } from "../job-types.ts";
import { NO_LEASE } from "./held.ts";

/**
 * A running job that was cancelled has its number of attempts negated: whatever it ends with,
 * nothing may try it again.
 */
const IS_CANCELLED = "max_attempts < 0";
const IS_REPLACED = `(key != '' AND EXISTS (SELECT 1 FROM bundle_jobs AS newer
  WHERE newer.type = bundle_jobs.type AND newer.key = bundle_jobs.key AND ${withKey("queued", "newer.")}))`;

export const REPLACED = "A newer job with its key has taken its place.";
export const CANCELLED = "It was cancelled.";

/** The assignments of an UPDATE, with the parameter `now`. `error` is the SQL of its last error. */
export const waitsAgain = (error = "error"): string =>
  `status = iif(${IS_CANCELLED} OR ${IS_REPLACED}, 'cancelled', 'queued'),
  finished = iif(${IS_CANCELLED} OR ${IS_REPLACED}, {:now}, ''),
  error = CASE WHEN ${IS_CANCELLED} THEN trim('${CANCELLED}' || char(10) || ${error}, char(10))
    WHEN ${IS_REPLACED} THEN trim('${REPLACED}' || char(10) || ${error}, char(10)) ELSE ${error} END,
  ${NO_LEASE}`;
