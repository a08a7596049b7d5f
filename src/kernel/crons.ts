import { refuseAsync } from "../lib/async.ts";
import { restoreApp } from "../pocketbase/app.ts";
import { logFailure } from "../pocketbase/log.ts";
import type { BoundCron } from "./bindings.ts";
import { HandlerContext } from "./context.ts";

/** Runs a cron once. Nobody waits for its error, so it ends in the log. */
export function runCron({ extension, cron }: BoundCron): void {
  const app = restoreApp();
  try {
    refuseAsync(cron.handler(new HandlerContext({ app }, extension)));
  } catch (error) {
    logFailure(app, `${extension}: cron ${cron.name}`, error);
  }
}
