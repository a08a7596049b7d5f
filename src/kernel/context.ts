import type { App, Context, Log } from "./contract.ts";
import { extensionLog } from "./log.ts";

/** The context of one call. What is costly to make is made when asked for. */
export class HandlerContext implements Context {
  constructor(
    readonly app: App,
    readonly extension: string,
  ) {}

  get log(): Log {
    return extensionLog(this.app, this.extension);
  }
}
