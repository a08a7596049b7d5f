// done, dead or cancelled → nothing, when the job is old.
import { dateText } from "../../../lib/time.ts";
import { type Db, deleteInPages } from "../../../pocketbase/sql.ts";

/** How long one purge may take, in milliseconds. */
const TURN = 500;
const IS_OLD = "status = {:status} AND finished != '' AND finished < {:before}";

/** `keep` is how long finished jobs are kept, by status, in milliseconds. */
export function purgeJobs(app: Db, keep: Record<string, number>): void {
  const until = Date.now() + TURN;
  for (const [status, age] of Object.entries(keep)) {
    const params = { status, before: dateText(Date.now() - age) };
    deleteInPages(app, "bundle_jobs", IS_OLD, params, until);
  }
}
