import { refuseAsync } from "../lib/async.ts";
import { restoreApp } from "../pocketbase/app.ts";
import { logFailure } from "../pocketbase/failure-log.ts";
import type { BoundCron } from "./bindings.ts";
import { HandlerContext } from "./context.ts";

/** Runs a cron once. Its error goes to the log, because no caller waits for it. */
export function runCron({ extension, cron }: BoundCron): void {
  const app = restoreApp();
  try {
    refuseAsync(cron.handler(new HandlerContext({ app }, extension)));
  } catch (error) {
    logFailure(app, `${extension}: cron ${cron.name}`, error);
  }
}
