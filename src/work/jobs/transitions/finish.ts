// running → done.
import type { App } from "../../../contract/pocketbase.ts";
import { now } from "../../../lib/time.ts";
import type { SqlParams } from "../../../pocketbase/sql.ts";
import { NO_LEASE, updateHeld } from "./held.ts";

const DONE = `status = 'done', finished = {:now}, attempts = attempts + (id != {:begun}), ${NO_LEASE}, error = ''`;

/**
 * Returns how many jobs it changed. `begun` is the id of the job whose attempt is counted already,
 * `""` for none.
 */
export const finishJobs = (app: App, token: string, ids: string[], begun: string): number =>
  finishWhere(app, token, "id IN (SELECT value FROM json_each({:ids}))", {
    ids: JSON.stringify(ids),
    begun,
  });

/** Finishes all jobs that the token still holds. */
export const finishHeld = (app: App, token: string, begun: string): number =>
  finishWhere(app, token, "true", { begun });

const finishWhere = (app: App, token: string, where: string, params: SqlParams) =>
  updateHeld(app, token, DONE, where, { ...params, now: now() });
