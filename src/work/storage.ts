// What background work stores.
import { CAPTURED_TABLE, OLD_ROWS } from "./changes/capture.ts";
import { changesCollection } from "./changes/collection.ts";
import { jobsCollection } from "./jobs/collection.ts";
import { WORKERS_TABLE } from "./worker/heartbeat.ts";

export const TABLES = [CAPTURED_TABLE, OLD_ROWS, WORKERS_TABLE];
export const COLLECTIONS = [changesCollection, jobsCollection];
