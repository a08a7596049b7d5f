/** One thing that is wrong in the config: where it is, and what to do about it. */
export interface Problem {
  /** For example `mail.messages["order-placed"].to`; `""` for the file as a whole. */
  path: string;
  message: string;
}

/** The config cannot be run as it is. */
export class Refusal extends Error {
  constructor(readonly problems: Problem[]) {
    super(problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("\n"));
  }
}
