import type { Context, FieldRefusals, HookContext, Log } from "../contract/context.ts";
import type { Extension } from "../contract/extension.ts";
import type { Jobs } from "../contract/jobs.ts";
import type { Mail } from "../contract/mail.ts";
import type { App } from "../contract/pocketbase.ts";
import { refuseAsync } from "../lib/async.ts";

/** Makes `ctx.jobs` for an app. */
export type Queue = (app: App) => Jobs;

/**
 * What one extension makes for the contexts of all others. It is `undefined` when no extension
 * does.
 */
interface Services {
  queue(): Queue | undefined;
  mail(): Extension["mail"];
}
let services: Services;

export const provideServices = (made: Services) => {
  services = made;
};

/**
 * The context of one call. Reading from PocketBase is slow, so each value is read when it is used.
 */
export class HandlerContext implements Context {
  constructor(
    private readonly source: { readonly app: App },
    readonly extension: string,
    /** Takes the call's jobs when they do not go into the queue at once. */
    private readonly queue?: Queue,
  ) {}

  get app(): App {
    return this.source.app;
  }

  get log(): Log {
    const { extensionLog } = lazy(import("../pocketbase/extension-log.ts"));
    return extensionLog(this.app, this.extension);
  }

  get jobs(): Jobs {
    const queue = this.queue ?? services.queue();
    if (!queue) throw new Error("No extension has jobs, so there is no queue.");
    return queue(this.app);
  }

  get mail(): Mail {
    const mail = services.mail();
    if (!mail) throw new Error("The config has no `mail`, so there is no outbox.");
    return mail(this);
  }

  transaction<T>(run: (tx: Context) => T): T {
    return lazy(import("../pocketbase/transaction.ts")).inTransaction(this.app, (app) =>
      refuseAsync(run(new HandlerContext({ app }, this.extension, this.queue))),
    );
  }
}

/** The context of a hook or a route, which can refuse the request. */
export class RefusingContext extends HandlerContext implements HookContext {
  refuse(fields: FieldRefusals, message?: string): Error {
    return lazy(import("../pocketbase/field-errors.ts")).fieldErrors(fields, message);
  }
}
