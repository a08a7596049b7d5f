// Before the server listens.
import type { CheckContext } from "../../kernel/contract.ts";
import { execute } from "../../kernel/sql.ts";
import { TRIGGER } from "./collections.ts";
import type { ReceiveOptions } from "./options.ts";
import { checkTargets } from "./sync/check.ts";

export { COLLECTIONS } from "./collections.ts";

export function prepare(ctx: CheckContext, options: ReceiveOptions): void {
  execute(ctx.app, TRIGGER);
  checkTargets(ctx, options);
}
