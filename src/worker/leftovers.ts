// For a config without changes and jobs: what an earlier config, or a crash, has left in the database.
import type { Command, InnerExtension } from "../kernel/extensions.ts";

/** The extension's name, with work and without. */
export const WORK = "pocketbundle-work";

export const UNINSTALL: Command = {
  use: "uninstall",
  short: "Removes all that Pocketbundle has stored in the database",
  run: (app) => (require("./commands.ts") as typeof import("./commands.ts")).uninstall(app),
};

export const leftovers: InnerExtension = {
  name: WORK,
  check({ app }) {
    if (!app.hasTable("bundle_captured")) return;
    const { dropTriggers } =
      require("../changes/triggers.ts") as typeof import("../changes/triggers.ts");
    dropTriggers(app);
  },
  commands: [UNINSTALL],
};
