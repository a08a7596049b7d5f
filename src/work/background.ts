import type { Listeners } from "./changes/listen.ts";
import type { JobTypes } from "./jobs/job-types.ts";
import type { Replays } from "./jobs/replays.ts";
import type { WorkerOptions } from "./worker/worker-options.ts";

/** All that background work needs to know of a config. */
export interface Background {
  listeners: Listeners;
  types: JobTypes;
  replays: Replays;
  options: WorkerOptions;
  /** The names of the workers. */
  slots: string[];
}
