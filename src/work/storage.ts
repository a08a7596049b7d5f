// What background work stores.
import { changesCollection } from "./changes/collection.ts";
import { jobsCollection } from "./jobs/collection.ts";
import { jobTypesCollection } from "./jobs/paused.ts";
import { tables } from "./migrations/0001-tables.ts";
import { oneMoreRun } from "./migrations/0002-one-more-run.ts";

export { syncView } from "./changes/collection.ts";

export const MIGRATIONS = [tables, oneMoreRun];
export const COLLECTIONS = [changesCollection, jobsCollection, jobTypesCollection];
