// Before the server listens.
import type { CheckContext } from "../../contract/extension.ts";
import { execute } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { TRIGGER } from "./collections.ts";
import type { ReceiveOptions } from "./options.ts";
import { checkTargets } from "./sync/check-targets.ts";

export function prepareReceive(ctx: CheckContext, options: ReceiveOptions): void {
  // Beside a server that runs already, too: it is never without it.
  inTransaction(ctx.app, (tx) => {
    execute(tx, "DROP TRIGGER IF EXISTS bundle_events_job");
    execute(tx, TRIGGER);
  });
  checkTargets(ctx, options);
}
