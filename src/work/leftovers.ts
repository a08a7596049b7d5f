// The extension of a config without changes and jobs. It drops the triggers that an earlier config
// or a crash has left.
import type { InnerExtension } from "../kernel/extensions.ts";
import { dropTriggers } from "./changes/triggers.ts";
import { WORK } from "./name.ts";

export const leftovers: InnerExtension = {
  name: WORK,
  onReady(app) {
    if (app.hasTable("bundle_captured")) dropTriggers(app);
  },
};
