import { formatPath } from "./path.ts";

/** One thing that is wrong: where it is, and what to do about it. */
export interface Problem {
  /** For example `mail.messages["order-placed"].to`; `""` for the file as a whole. */
  path: string;
  message: string;
  /** The keys of `path`, where it is a place in the config. */
  keys?: (string | number)[];
  /** What must be corrected when it is not the config: see `refuse` in contract/extension.ts. */
  file?: string | undefined;
}

/** A problem at a place in the config. */
export const problemAt = (keys: (string | number)[], message: string): Problem => ({
  path: formatPath(keys),
  keys,
  message,
});

/** The config, or what the database holds, cannot be used as it is. */
export class Refusal extends Error {
  constructor(
    readonly problems: Problem[],
    readonly subject: "config" | "database" = "config",
  ) {
    super(problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("\n"));
  }
}
