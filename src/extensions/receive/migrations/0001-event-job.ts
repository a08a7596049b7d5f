import type { Migration } from "../../../kernel/extensions.ts";
import { execute } from "../../../pocketbase/sql.ts";
import { DEFAULT_ATTEMPTS, PRIORITIES } from "../../../work/jobs/job-types.ts";
import { insertSql } from "../../../work/jobs/transitions/insert.ts";
import { JOB } from "../names.ts";

/**
 * One statement stores an event and its job, and both have the same id. The trigger goes with the
 * table.
 */
const TRIGGER = `CREATE TRIGGER bundle_events_job AFTER INSERT ON bundle_events
  WHEN NEW.status = 'queued' BEGIN ${insertSql({
    id: "NEW.id",
    type: `'${JOB}'`,
    payload: "json_object('id', NEW.id)",
    priority: String(PRIORITIES.normal),
    max_attempts: String(DEFAULT_ATTEMPTS),
    created: "NEW.created",
  })}; END`;

/** 0.1.0 made the trigger anew with every start. */
export const eventJob: Migration = {
  after(tx) {
    execute(tx, "DROP TRIGGER IF EXISTS bundle_events_job");
    execute(tx, TRIGGER);
  },
};
