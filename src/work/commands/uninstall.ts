import type { Command } from "../../kernel/extensions.ts";

/** The extension's name, with work and without. */
export const WORK = "pocketbundle-work";

export const UNINSTALL: Command = {
  use: "uninstall",
  short: "Removes all that Pocketbundle has stored in the database",
  run: (app) => lazy(import("./commands.ts")).uninstall(app),
};
