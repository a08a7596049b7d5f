import type { App, Context, Log } from "./contract.ts";
import { extensionLog } from "./log.ts";

/** The context of one call. Asking PocketBase costs, so nothing is read before it is asked for. */
export class HandlerContext implements Context {
  constructor(
    private readonly source: { readonly app: App },
    readonly extension: string,
  ) {}

  get app(): App {
    return this.source.app;
  }

  get log(): Log {
    return extensionLog(this.app, this.extension);
  }
}
