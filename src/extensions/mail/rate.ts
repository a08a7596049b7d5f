// Says when a mail may go. Limits delay mails and drop none.
import type { App } from "../../contract/pocketbase.ts";
import { dateText, HOUR } from "../../lib/time.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import { inTransaction, takeWriteLock } from "../../pocketbase/transaction.ts";
import type { MailOptions } from "./options.ts";
import type { QueuedMail } from "./row.ts";

/**
 * Returns the milliseconds to wait, 0 for none. A mail that may go takes a place, and its row keeps
 * the place in `turn` over waits and restarts. A `turn` below 0 is used up: another attempt takes
 * another place. PocketBase's own mail is not delayed, because its recipient is waiting for it.
 */
export function waitOf(app: App, rate: MailOptions["rate"], mail: QueuedMail): number {
  if (!rate || mail.category === "system") return 0;
  const turn = mail.turn > 0 ? mail.turn : inTransaction(app, (tx) => takeTurn(tx, rate, mail));
  return Math.max(0, turn - Date.now());
}

/** Holds the write lock, so that no other worker, in any process, takes a place meanwhile. */
function takeTurn(tx: App, rate: NonNullable<MailOptions["rate"]>, mail: QueuedMail): number {
  takeWriteLock(tx);
  const { perSecond, perRecipientPerHour } = rate;
  const free = perRecipientPerHour && mail.to !== "" ? freeFrom(tx, mail, perRecipientPerHour) : 0;
  if (free > Date.now()) return free;
  const next = perSecond ? (value<number>(tx, LAST_TURN) ?? 0) + 1000 / perSecond : 0;
  const turn = Math.max(Date.now(), next);
  execute(tx, "UPDATE bundle_mails SET turn = {:turn}, sent = '' WHERE id = {:id}", {
    id: mail.id,
    turn,
  });
  return turn;
}

const LAST_TURN =
  "SELECT max((SELECT max(turn) FROM bundle_mails), -(SELECT min(turn) FROM bundle_mails)) AS row";

/** Returns the time at which the oldest of the recipient's last `limit` mails is an hour old. */
function freeFrom(app: App, { id, to }: QueuedMail, limit: number): number {
  const since = dateText(Date.now() - HOUR);
  return (
    (value<number>(app, NTH_LAST, { id, to, since, limit }) ?? Number.NEGATIVE_INFINITY) + HOUR
  );
}

const OTHERS = `FROM bundle_mails WHERE "to" = {:to} AND id != {:id} AND sent`;
/** Counts mails that were sent and mails that are about to be: each is a part of an index. */
const NTH_LAST = `SELECT json_quote(at) AS row FROM (
    SELECT unixepoch(sent, 'subsec') * 1000 AS at ${OTHERS} > {:since}
    UNION ALL SELECT turn ${OTHERS} = '' AND turn > 0 AND status = 'queued')
  ORDER BY at DESC LIMIT 1 OFFSET {:limit} - 1`;
