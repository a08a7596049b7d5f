// What background work stores.
import { changesCollection } from "./changes/collection.ts";
import { jobsCollection } from "./jobs/collection.ts";
import { tables } from "./migrations/0001-tables.ts";

export const MIGRATIONS = [tables];
export const COLLECTIONS = [changesCollection, jobsCollection];
