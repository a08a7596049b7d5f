// What every config may have. Types only, part of pocketbundle.d.ts.
import type { Extension } from "./extension.ts";
import type { JobsOptions } from "./jobs.ts";
import type { ServerOptions } from "./server.ts";

/** The part of a config that belongs to no built-in extension. */
export interface CommonConfig {
  /** How background work is done. */
  jobs?: JobsOptions;
  /** How PocketBase's HTTP server treats connections. */
  server?: ServerOptions;
  /** Your own extensions. */
  extensions?: Extension[];
}
