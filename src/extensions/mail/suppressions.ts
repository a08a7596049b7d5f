// Who is not to be written to.
import type { CollectionDefinition } from "../../contract/extension.ts";
import type { App } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import { newId } from "../../pocketbase/ids.ts";
import { execute, rows } from "../../pocketbase/sql.ts";
import { isTransactional } from "./category.ts";

/** From the weakest to the strongest: an unsubscription does not take back that an address does not exist. */
export const REASONS = ["unsubscribed", "complained", "bounced"] as const;
export type Reason = (typeof REASONS)[number];

export interface Suppression {
  /** Bare, without a name. */
  address: string;
  /** The category that it is about; `""` for all. */
  category: string;
  reason: Reason;
  /** The other side's words. */
  detail: string;
}

/** Characters of a detail that are kept. */
const MAX_DETAIL = 500;

/** `system`: nobody can delete or rename the table that mails are checked against. A deleted row lets mails through again. */
export const suppressionsCollection: CollectionDefinition = {
  name: "bundle_suppressions",
  system: true,
  fields: [
    { type: "text", name: "address" },
    { type: "text", name: "category" },
    { type: "select", name: "reason", values: [...REASONS] },
    { type: "text", name: "detail" },
    { type: "date", name: "created" },
  ],
  indexes: [
    "CREATE UNIQUE INDEX bundle_suppressions_address ON bundle_suppressions (address, category)",
  ],
};

/** From now on, and until the row is deleted. A weaker reason leaves a stronger one as it is. */
export function suppress(app: App, { address, category, reason, detail }: Suppression): void {
  execute(app, INSERT, {
    id: newId(),
    address: address.toLowerCase(),
    category,
    reason,
    detail: detail.slice(0, MAX_DETAIL),
    now: now(),
  });
}

const rank = (column: string) => `instr('${REASONS.join(" ")}', ${column})`;
const INSERT = `INSERT INTO bundle_suppressions (id, address, category, reason, detail, created)
  VALUES ({:id}, {:address}, {:category}, {:reason}, {:detail}, {:now})
  ON CONFLICT (address, category) DO UPDATE
  SET reason = excluded.reason, detail = excluded.detail, created = excluded.created
  WHERE ${rank("excluded.reason")} > ${rank("bundle_suppressions.reason")}`;

/**
 * Those of the addresses that get no mail of this category, lower-cased: who has bounced gets none, who has complained
 * gets system mail only, who has unsubscribed from the category (or all of them) gets what is transactional.
 */
export function suppressedOf(app: App, addresses: string[], category: string): Set<string> {
  const found = rows<string>(app, SELECT, {
    addresses: JSON.stringify(addresses.map((address) => address.toLowerCase())),
    reasons: JSON.stringify(category === "system" ? ["bounced"] : ["bounced", "complained"]),
    lists: JSON.stringify(isTransactional(category) ? [] : [category, ""]),
  });
  return new Set(found);
}

const SELECT = `SELECT DISTINCT json_quote(address) AS row FROM bundle_suppressions
  WHERE address IN (SELECT value FROM json_each({:addresses}))
  AND (reason IN (SELECT value FROM json_each({:reasons}))
    OR reason = 'unsubscribed' AND category IN (SELECT value FROM json_each({:lists})))`;
