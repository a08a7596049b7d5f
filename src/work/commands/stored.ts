// What the commands know of the built-in extensions' rows, without a config.

interface Stored {
  /** The type of the job that runs a row. */
  job: string;
  /** In SQL: what an error of a row is about. */
  about: string;
  /** The status of a row that was given up. */
  dead: string;
}

/** By the name of the collection. */
export const STORED: Record<string, Stored> = {
  bundle_mails: { job: "bundle.mail", about: "message", dead: "failed" },
  bundle_events: { job: "bundle.event", about: "source || ' ' || type", dead: "dead" },
};
