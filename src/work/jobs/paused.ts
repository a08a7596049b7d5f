// `bundle_job_types` has a row for each type of job, for a superuser to pause it. It outlives
// restarts, and a paused type is left out where workers look for due jobs, so claiming costs no
// more.
import type { CollectionDefinition } from "../../contract/extension.ts";
import type { App } from "../../contract/pocketbase.ts";
import { bool, text } from "../../lib/columns.ts";
import { execute, rows } from "../../pocketbase/sql.ts";
import type { JobTypes } from "./job-types.ts";

export const jobTypesCollection: CollectionDefinition = {
  name: "bundle_job_types",
  system: true,
  fields: [text("type"), bool("paused")],
  indexes: ["CREATE UNIQUE INDEX bundle_job_types_type ON bundle_job_types (type)"],
};

/** SQL that selects the paused types. */
export const PAUSED = "SELECT type FROM bundle_job_types WHERE paused";

/** Adds the types of the config, and removes those that it has no more, unless they are paused. */
export function syncJobTypes(tx: App, types: JobTypes): void {
  const params = { types: JSON.stringify([...types.keys()]) };
  const known = "SELECT value FROM json_each({:types})";
  execute(tx, `DELETE FROM bundle_job_types WHERE NOT paused AND type NOT IN (${known})`, params);
  execute(
    tx,
    `INSERT INTO bundle_job_types (type) ${known} WHERE true ON CONFLICT (type) DO NOTHING`,
    params,
  );
}

/** The types that are paused, sorted. */
export const pausedTypes = (app: App): string[] =>
  rows(app, `SELECT json_quote(type) AS row FROM (${PAUSED}) ORDER BY type`);

/** Returns `false` when there is no such type. */
export const setPaused = (app: App, type: string, paused: boolean): boolean =>
  execute(app, "UPDATE bundle_job_types SET paused = {:paused} WHERE type = {:type}", {
    type,
    paused: Number(paused),
  }) > 0;

export const knownTypes = (app: App): string[] =>
  rows(app, "SELECT json_quote(type) AS row FROM bundle_job_types ORDER BY type");
