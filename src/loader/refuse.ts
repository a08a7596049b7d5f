import { CONFIG_FILE } from "../kernel/config.ts";
import { stackOf } from "../pocketbase/log.ts";
import { hooksPath } from "./registrars.ts";

/** One thing that is wrong in the config: where, and what to do about it. */
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

/**
 * Fails closed: a server without its validation is worse than one that does not start. PocketBase itself
 * would go on without the hooks (`--hooksWatch`, its default), so the process is ended here.
 * `POCKETBUNDLE_ON_ERROR=log` asks for a logged error instead; `whatRuns` then tells what of the bundle does.
 */
export function refuse(error: unknown, whatRuns = "nothing of it runs, since"): void {
  const goOn = $os.getenv("POCKETBUNDLE_ON_ERROR") === "log";
  const problems =
    error instanceof Refusal ? error.problems : [{ path: "", message: stackOf(error) }];
  const lines = problems.map(({ path, message }) =>
    [path, message].filter(Boolean).join("\n").replace(/^/gm, "  "),
  );
  console.error(
    [
      `Pocketbundle: the config cannot be used${goOn ? "" : ", so the server does not start"}.`,
      ...lines,
      `File: ${hooksPath(CONFIG_FILE)}`,
      goOn
        ? `The server starts all the same, WITHOUT Pocketbundle's guarantees: ${whatRuns} POCKETBUNDLE_ON_ERROR=log is set.`
        : "Mend it and start again, or set POCKETBUNDLE_ON_ERROR=log to start without Pocketbundle.",
    ].join("\n\n"),
  );
  if (!goOn) $os.exit(1);
}
