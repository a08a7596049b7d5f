import type { Cron } from "../contract/extension.ts";
import { refuseAsync } from "../lib/async.ts";
import { restoreApp } from "../loader/registrars.ts";
import { logFailure } from "../pocketbase/log.ts";
import { HandlerContext } from "./context.ts";

/** A cron and the extension it belongs to. */
export interface BoundCron {
  extension: string;
  cron: Cron;
}

/** Runs a cron once. Nobody waits for its error, so it ends in the log. */
export function runCron({ extension, cron }: BoundCron): void {
  const app = restoreApp();
  try {
    refuseAsync(cron.handler(new HandlerContext({ app }, extension)));
  } catch (error) {
    logFailure(app, `${extension}: cron ${cron.name}`, error);
  }
}
