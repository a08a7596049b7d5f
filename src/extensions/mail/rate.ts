// When it is a mail's turn. Limits delay mails and drop none.
import type { App } from "../../kernel/contract.ts";
import { value } from "../../kernel/sql.ts";
import { dateText } from "../../kernel/time.ts";
import type { QueuedMail } from "./deliver.ts";
import type { MailOptions } from "./options.ts";

const HOUR = 3_600_000;

/** Milliseconds; 0 for at once. What PocketBase itself sends is not delayed: somebody waits for it. */
export function turnOf(app: App, rate: MailOptions["rate"], mail: QueuedMail): number {
  if (!rate || mail.category === "system") return 0;
  const { perSecond, perRecipientPerHour } = rate;
  const free = perRecipientPerHour ? freeFrom(app, mail, perRecipientPerHour) : 0;
  if (free > Date.now()) return free;
  return perSecond ? reserve(app, mail, 1000 / perSecond) : 0;
}

/** When the oldest of the recipient's last `limit` mails is an hour ago. */
function freeFrom(app: App, { to }: QueuedMail, limit: number): number {
  const sent = value<string>(app, LAST, {
    to,
    since: dateText(Date.now() - HOUR),
    limit: Math.max(1, Math.floor(limit)),
  });
  return sent ? new Date(sent.replace(" ", "T")).getTime() + HOUR : 0;
}
const LAST = `SELECT json_quote(sent) AS row FROM bundle_mails
  WHERE "to" = {:to} AND sent > {:since} ORDER BY sent DESC LIMIT 1 OFFSET {:limit} - 1`;

/** One place after the other, for all workers of all processes: the row keeps the mail's. */
function reserve(app: App, { id, turn }: QueuedMail, interval: number): number {
  if (turn > 0) return turn;
  return value<number>(app, RESERVE, { id, now: Date.now(), interval }) ?? 0;
}
const RESERVE = `UPDATE bundle_mails
  SET turn = max({:now}, COALESCE((SELECT max(turn) FROM bundle_mails WHERE turn > 0), 0) + {:interval})
  WHERE id = {:id} RETURNING json_quote(turn) AS row`;
