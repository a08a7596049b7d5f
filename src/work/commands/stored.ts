// What the commands know of the built-in extensions' rows, without a config.

interface Stored {
  /** The type of the job that runs a row. */
  job: string;
  /** In SQL: what an error of a row is about. */
  about: string;
  /** The status of a row that was given up. */
  dead: string;
  /** In SQL: the order of the rows of one status in an index. */
  order: string;
}

/** By the name of the collection. */
export const STORED: Record<string, Stored> = {
  bundle_mails: { job: "bundle.mail", about: "message", dead: "failed", order: "created" },
  bundle_events: {
    job: "bundle.event",
    about: "source || ' ' || type",
    dead: "dead",
    order: "rowid",
  },
};
