// When it is a mail's turn. Limits delay mails and drop none.
import type { App } from "../../contract/pocketbase.ts";
import { dateText, HOUR } from "../../lib/time.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import { inTransaction, takeWriteLock } from "../../pocketbase/transaction.ts";
import type { MailOptions } from "./options.ts";
import type { QueuedMail } from "./row.ts";

/**
 * Milliseconds to wait; 0 for none. A mail that may go takes a place, which its row keeps as `turn` over waits and restarts:
 * below 0 it is used up, and another attempt takes another. What PocketBase itself sends is not delayed: somebody waits
 * for it.
 */
export function waitOf(app: App, rate: MailOptions["rate"], mail: QueuedMail): number {
  if (!rate || mail.category === "system") return 0;
  const turn = mail.turn > 0 ? mail.turn : inTransaction(app, (tx) => takeTurn(tx, rate, mail));
  return Math.max(0, turn - Date.now());
}

/** Under the write lock: no other worker, of no process, takes a place meanwhile. */
function takeTurn(tx: App, rate: NonNullable<MailOptions["rate"]>, mail: QueuedMail): number {
  takeWriteLock(tx);
  const { perSecond, perRecipientPerHour } = rate;
  const free = perRecipientPerHour ? freeFrom(tx, mail, perRecipientPerHour) : 0;
  if (free > Date.now()) return free;
  const next = perSecond ? (value<number>(tx, LAST_TURN) ?? 0) + 1000 / perSecond : 0;
  const turn = Math.max(Date.now(), next);
  execute(tx, "UPDATE bundle_mails SET turn = {:turn} WHERE id = {:id}", { id: mail.id, turn });
  return turn;
}

const LAST_TURN =
  "SELECT max((SELECT max(turn) FROM bundle_mails), -(SELECT min(turn) FROM bundle_mails)) AS row";

/** When the oldest of the recipient's last `limit` mails is an hour ago. */
function freeFrom(app: App, { id, to }: QueuedMail, limit: number): number {
  const since = dateText(Date.now() - HOUR);
  return (
    (value<number>(app, NTH_LAST, { id, to, since, limit }) ?? Number.NEGATIVE_INFINITY) + HOUR
  );
}

/** Sent, or about to be. */
const NTH_LAST = `SELECT json_quote(at) AS row FROM (
    SELECT iif(turn > 0, turn, unixepoch(sent, 'subsec') * 1000) AS at FROM bundle_mails
    WHERE "to" = {:to} AND id != {:id} AND (sent > {:since} OR turn > 0 AND status = 'queued'))
  ORDER BY at DESC LIMIT 1 OFFSET {:limit} - 1`;
