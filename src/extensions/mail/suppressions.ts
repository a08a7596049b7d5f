// Suppressions are addresses that get no mail.
import type { CollectionDefinition } from "../../contract/extension.ts";
import type { App } from "../../contract/pocketbase.ts";
import { date, select, text } from "../../lib/columns.ts";
import { now } from "../../lib/time.ts";
import { newId } from "../../pocketbase/ids.ts";
import { execute, rows } from "../../pocketbase/sql.ts";
import { isTransactional } from "./category.ts";

/**
 * From the weakest to the strongest: an unsubscription does not change that an address does not
 * exist.
 */
export const REASONS = ["unsubscribed", "complained", "bounced"] as const;
export type Reason = (typeof REASONS)[number];

export interface Suppression {
  /** The address alone, without a name. */
  address: string;
  /** The category of the suppression; `""` for all categories. */
  category: string;
  reason: Reason;
  /** What the service said. */
  detail: string;
}

/** The number of characters of a detail that are kept. */
const MAX_DETAIL = 500;

/**
 * The collection is `system` so that nobody can delete or rename the table that mails are checked
 * against. Deleting a row lets mails through again.
 */
export const suppressionsCollection: CollectionDefinition = {
  name: "bundle_suppressions",
  system: true,
  fields: [
    text("address"),
    text("category"),
    select("reason", REASONS),
    text("detail"),
    date("created"),
  ],
  indexes: [
    "CREATE UNIQUE INDEX bundle_suppressions_address ON bundle_suppressions (address, category)",
  ],
};

/**
 * Suppresses an address until the row is deleted. A weaker reason does not replace a stronger one.
 */
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
 * Returns, in lower case, the addresses that get no mail of this category. An address that has
 * bounced gets none, one that has complained gets system mail only, and one that has unsubscribed
 * from the category (or from all of them) gets only transactional and system mail.
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
