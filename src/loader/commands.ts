// Adds the commands of `pocketbase bundle`.
import type { App } from "../contract/pocketbase.ts";
import type { Command, MakeExtensions } from "../kernel/extensions.ts";
import { endBeside } from "../pocketbase/life.ts";
import { registerCommands } from "../pocketbase/registrars.ts";
import { commandsWith } from "../work/commands/table.ts";

/** `own` are the commands that need the config. */
export function addCommands(make: MakeExtensions, own: Command[] = []): void {
  const app = $app as unknown as App;
  const all = [...commandsWith(() => make().all()), ...own];
  registerCommands(
    all.map((one) => ({
      ...one,
      run(args, print) {
        one.run(app, args, print);
        endBeside();
      },
    })),
  );
}

/** Whether this process runs a command that needs no config. */
export const needsNoConfig = (): boolean =>
  ["status", "retry", "pause", "resume", "uninstall"].includes(running());

/** Whether this process only checks the config. */
export const isCheck = (): boolean => running() === "check";

/** Other commands never come to the checks that need the database. */
export const isServing = (): boolean => running() === "" && [...$os.args].includes("serve");

/** The command of `pocketbase bundle` that this process runs, `""` for none. */
function running(): string {
  const args = [...($os.args as string[])];
  const at = args.indexOf("bundle");
  return (at > 0 && args.slice(at + 1).find((arg) => !arg.startsWith("-"))) || "";
}
