// This job sends a mail.

import type { Context } from "../../contract/context.ts";
import type { JobContext } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { now } from "../../lib/time.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import type { Status } from "./collection.ts";
import { compose } from "./compose.ts";
import { BadInput, checkStored, type Envelope, recipientsOf } from "./envelope.ts";
import { sayFailed, sayLate } from "./failures.ts";
import { refuseForSendmail } from "./mailer.ts";
import type { MailOptions } from "./options.ts";
import { waitOf } from "./rate.ts";
import type { QueuedMail } from "./row.ts";
import { suppressedOf } from "./suppressions.ts";
import { transportOf } from "./transports/index.ts";
import { PermanentFailure, TemporaryFailure, type Transport } from "./transports/transport.ts";

/**
 * Sends a mail at least once: when the process ends after the server has accepted the mail and
 * before the row says so, the mail goes out again.
 */
export function deliver(options: MailOptions, { id }: { id: string }, ctx: JobContext): void {
  const mail = value<QueuedMail>(ctx.app, QUEUED, { id });
  if (!mail) {
    if (execute(ctx.app, UNREADABLE, { id, error: NO_JSON }) > 0) sayFailed(ctx.app, id, NO_JSON);
    return;
  }
  const wait = waitOf(ctx.app, options.rate, mail);
  if (wait > 0) throw ctx.postpone(wait / 1000);
  try {
    send(options, mail, ctx);
  } catch (error) {
    noteFailure(mail, error, ctx);
  }
}

function send(options: MailOptions, mail: QueuedMail, ctx: JobContext) {
  checkStored(mail.envelope, mail.category);
  const envelope = allowed(ctx.app, mail);
  const { to } = mail.envelope.to.length > 0 ? envelope : { to: recipientsOf(envelope) };
  if (to.length === 0) return settle(ctx.app, mail.id, "suppressed");
  const outgoing = compose(options, { ...mail, envelope }, ctx);
  refuseForSendmail(ctx.app, options, outgoing);
  transport(options)(ctx.app, outgoing);
  // The subject of a mail that PocketBase has made may contain a code.
  settle(ctx.app, mail.id, "sent", { subject: mail.content ? "" : outgoing.subject });
}

/** Returns the envelope without the recipients who are suppressed. */
function allowed(app: App, { envelope, category }: QueuedMail): Envelope {
  const { to, cc, bcc } = envelope;
  const all = recipientsOf(envelope).map(({ address }) => address);
  const suppressed = suppressedOf(app, all, category);
  if (suppressed.size === 0) return envelope;
  const rest = (list: Envelope["to"]) =>
    list.filter(({ address }) => !suppressed.has(address.toLowerCase()));
  return { ...envelope, to: rest(to), cc: rest(cc), bcc: rest(bcc) };
}

let made: Transport | undefined;
const transport = (options: MailOptions): Transport => {
  made ??= transportOf(options.transport);
  return made;
};

/**
 * The first failure of a mail is seen at once, and not only its end after hours. An error of any
 * other kind is printed by the queue, with its stack.
 */
function noteFailure(mail: QueuedMail, error: unknown, ctx: JobContext) {
  const message = error instanceof Error ? error.message : String(error);
  const isFirst = mail.error === "";
  if (error instanceof PermanentFailure || error instanceof BadInput) {
    if (isFirst) sayFailed(ctx.app, mail.id, message, mail.message);
    else
      ctx.log.warn(
        "A mail has failed.",
        "mail",
        mail.id,
        "message",
        mail.message,
        "error",
        message,
      );
    return settle(ctx.app, mail.id, "failed", { error: message });
  }
  execute(ctx.app, NOT_YET, { id: mail.id, error: message });
  if (!(error instanceof TemporaryFailure)) throw error;
  if (isFirst) sayLate(ctx.app, mail.id, message, mail.message);
  throw ctx.retryIn(error.retryAfter, message);
}

/** Runs when the job was given up. The row already has the error, unless the process ended. */
export function onDead({ id }: { id: string }, error: string, { app }: Context): void {
  execute(app, GIVEN_UP, { id, error: error.split("\n", 1)[0] ?? "" });
}

function settle(
  app: App,
  id: string,
  status: Status,
  { subject = "", error = "" }: { subject?: string; error?: string } = {},
) {
  const sent = status === "sent" ? now() : "";
  execute(app, SETTLE, { id, status, subject, error, sent });
}

const QUEUED = `SELECT json_object('id', id, 'message', message, 'category', category, 'locale', locale, 'to', "to", 'turn', turn,
  'error', error, 'files', files,
  'envelope', json(envelope), 'data', json(data), 'attach', json(attach), 'content', json(content)) AS row
  FROM bundle_mails WHERE id = {:id} AND status = 'queued' AND json_valid(envelope)
  AND json_valid(COALESCE(data, 'null')) AND json_valid(COALESCE(attach, 'null')) AND json_valid(COALESCE(content, 'null'))`;
const NO_JSON = "Its envelope, data, attach or content is not JSON.";
/** Fails a mail that is still queued although it could not be read. */
const UNREADABLE =
  "UPDATE bundle_mails SET status = 'failed', error = {:error} WHERE id = {:id} AND status = 'queued'";
const NOT_YET =
  "UPDATE bundle_mails SET error = {:error}, turn = -abs(turn) WHERE id = {:id} AND status = 'queued'";
const GIVEN_UP =
  "UPDATE bundle_mails SET status = 'failed', error = iif(error = '', {:error}, error) WHERE id = {:id} AND status = 'queued'";
/**
 * The content of PocketBase's own mails holds a token, so it is removed as soon as it is no longer
 * needed.
 */
const SETTLE = `UPDATE bundle_mails SET status = {:status}, subject = {:subject}, error = {:error}, sent = {:sent}, turn = -abs(turn),
  content = iif({:status} = 'failed', content, NULL) WHERE id = {:id} AND status = 'queued'`;
