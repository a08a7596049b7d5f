// The extension of a config without changes and jobs. It drops the triggers that an earlier config
// or a crash has left.
import type { InnerExtension } from "../kernel/extensions.ts";
import { newerStorage, versionOf } from "../kernel/versions.ts";
import { dropTriggers } from "./changes/triggers.ts";
import { WORK } from "./name.ts";
import { MIGRATIONS } from "./storage.ts";

export const leftovers: InnerExtension = {
  name: WORK,
  /** It would drop triggers that it does not know, and the new rows of waiting changes with them. */
  check({ app, refuse }) {
    const found = versionOf(app, WORK) ?? 0;
    if (app.hasTable("bundle_captured") && found > MIGRATIONS.length) {
      const { path, message } = newerStorage(WORK, found, MIGRATIONS.length);
      refuse(path, message);
    }
  },
  onReady(app) {
    if (app.hasTable("bundle_captured")) dropTriggers(app);
  },
};
