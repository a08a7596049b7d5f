/** One thing that is wrong: where it is, and what to do about it. */
export interface Problem {
  /** For example `mail.messages["order-placed"].to`; `""` for the file as a whole. */
  path: string;
  message: string;
}

/** The config, or what the database holds, cannot be used as it is. */
export class Refusal extends Error {
  constructor(
    readonly problems: Problem[],
    readonly subject: "config" | "database" = "config",
  ) {
    super(problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("\n"));
  }
}
