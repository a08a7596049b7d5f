// running → running: the lease of a live worker is extended.
import { dateText } from "../../../lib/time.ts";
import { type Db, execute } from "../../../pocketbase/sql.ts";

/** `until` is in milliseconds since 1970. */
export function renewLeases(app: Db, tokens: string[], until: number): void {
  execute(
    app,
    "UPDATE bundle_jobs SET leased_until = {:until} WHERE status = 'running' AND token IN (SELECT value FROM json_each({:tokens}))",
    { until: dateText(until), tokens: JSON.stringify(tokens) },
  );
}
