// dead → nothing, when the row that the job was to run gets a new job. The new job replaces the dead
// one, or `retry --dead` would run the row a second time.
import type { App } from "../../../contract/pocketbase.ts";
import { execute } from "../../../pocketbase/sql.ts";
import { ROW } from "../job-types.ts";

export const forgetDead = (app: App, type: string, id: string): number =>
  execute(
    app,
    `DELETE FROM bundle_jobs WHERE status = 'dead' AND type = {:type} AND ${ROW} = {:id}`,
    { type, id },
  );
