// `--json` is for programs. With `--dev`, the default in temporary folders, PocketBase writes its
// SQL to the standard output too, from before hooks are loaded, and nothing in a process ends that.
import { runSelf } from "../pocketbase/command-line.ts";

/** Runs this process again without `--dev`, if it would mix SQL and JSON, and ends with its code. */
export function endNoisy(): void {
  const [, ...args] = $os.args as string[];
  if (args.includes("--json") && $app.isDev()) $os.exit(runSelf([...args, "--dev=false"]));
}
