// PocketBase's own mails go into the outbox instead of its mailer.
import type { Context } from "../../contract/context.ts";
import type { Hook } from "../../contract/hook.ts";
import type { EventOf } from "../../contract/pocketbase.ts";
import { asciiDomain } from "../../lib/address.ts";
import type { Address } from "./address.ts";
import { post } from "./outbox.ts";

/** The names of the kinds in the outbox, by the event of each. */
const KINDS = {
  mailerRecordOTPSend: "otp",
  mailerRecordPasswordResetSend: "password-reset",
  mailerRecordVerificationSend: "verification",
  mailerRecordEmailChangeSend: "email-change",
  mailerRecordAuthAlertSend: "auth-alert",
} as const;
type SystemEvent = keyof typeof KINDS;

/** Users wait for these mails before an empty field. */
const URGENT = ["otp", "password-reset"];

/**
 * Carries the kind from the record's event to the mailer's event. It is removed before the mail is
 * queued.
 */
const MARK = "X-Pocketbundle-System";

/**
 * There are two steps, so that the mail contains what other hooks have made of the message.
 * PocketBase takes a mail in the outbox for sent, and goes on as it does after sending.
 */
export const systemHooks = (): Hook[] => [
  ...(Object.keys(KINDS) as SystemEvent[]).map(
    (on): Hook => ({ on, before: (e) => mark(e, KINDS[on]) }),
  ),
  { on: "mailerSend", replace: queue },
];

function mark({ record, message }: EventOf<SystemEvent>, kind: string) {
  if (!message) return;
  // The dashboard's test mail tests the mailer itself: PocketBase makes it for a record that does
  // not exist.
  if (record?.id === "__pb_test_id__") return;
  message.headers = { ...message.headers, [MARK]: kind };
}

function queue({ message }: EventOf<"mailerSend">, ctx: Context): boolean {
  if (!message) return false;
  const { [MARK]: kind, ...headers } = { ...message.headers };
  if (!kind) return false;
  message.headers = headers;
  // Files are readers, which no row can keep.
  if (Object.keys({ ...message.attachments, ...message.inlineAttachments }).length > 0)
    return false;
  const { from, to, cc, bcc, subject, html, text } = message;
  post(ctx, {
    message: kind,
    category: "system",
    envelope: {
      from: plain(from),
      to: plainAll(to),
      cc: plainAll(cc),
      bcc: plainAll(bcc),
      replyTo: [],
    },
    content: { subject, html, text, headers },
    priority: URGENT.includes(kind) ? "high" : "normal",
  });
  return true;
}

const plain = ({ name, address }: Partial<Address>): Address => ({
  name: name ?? "",
  address: asciiDomain(address ?? ""),
});
const plainAll = (addresses: Partial<Address>[] | undefined): Address[] =>
  [...(addresses ?? [])].map(plain);
