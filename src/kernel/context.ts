import type { Jobs } from "../jobs/types.ts";
import { refuseAsync } from "./async.ts";
import type { App, Context, Extension, Log } from "./contract.ts";
import { extensionLog } from "./log.ts";
import type { Mail } from "./mail.ts";
import { inTransaction } from "./transaction.ts";

let queueOf: (app: App) => Jobs = () => {
  throw new Error("No extension has jobs, so there is no queue.");
};

/** Gives contexts their queue: the kernel does not know what it is made of. */
export const provideJobs = (make: typeof queueOf) => {
  queueOf = make;
};

type MakeMail = NonNullable<Extension["mail"]>;
let makeMail: MakeMail | undefined;

/** Gives contexts the outbox of the extension that has one. */
export const provideMail = (make: MakeMail | undefined) => {
  makeMail = make;
};

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

  get jobs(): Jobs {
    return queueOf(this.app);
  }

  get mail(): Mail {
    if (!makeMail) throw new Error("The config has no `mail`, so there is no outbox.");
    return makeMail(this);
  }

  transaction<T>(run: (tx: Context) => T): T {
    return inTransaction(this.app, (app) =>
      refuseAsync(run(new HandlerContext({ app }, this.extension))),
    );
  }
}
