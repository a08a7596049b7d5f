// This runs before the server listens.
import type { CheckContext } from "../../contract/extension.ts";
import { execute } from "../../pocketbase/sql.ts";
import { inTransaction } from "../../pocketbase/transaction.ts";
import { TRIGGER } from "./collections.ts";
import type { ReceiveOptions } from "./options.ts";
import { checkTargets } from "./sync/check-targets.ts";

export function prepareReceive(ctx: CheckContext, options: ReceiveOptions): void {
  // Another server may already be running on the database, so one transaction replaces the trigger
  // and it is never missing.
  inTransaction(ctx.app, (tx) => {
    execute(tx, "DROP TRIGGER IF EXISTS bundle_events_job");
    execute(tx, TRIGGER);
  });
  checkTargets(ctx, options);
}
