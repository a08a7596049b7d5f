// What PocketBase's mailer can do: without SMTP in its settings, it runs the machine's `sendmail`.
import type { App } from "../../contract/pocketbase.ts";
import type { MailOptions } from "./options.ts";
import { type OutgoingMail, PermanentFailure } from "./transports/transport.ts";

/** Where PocketBase looks for `sendmail` (tools/mailer/sendmail.go), beside the PATH. */
const FOLDERS = ["/usr/sbin", "/usr/bin"];

/** Returns why no mail can go out, in one sentence; `undefined` when it can. */
export function mailerProblem(app: App, options: MailOptions): string | undefined {
  if (sendsElsewhere(app, options) || hasSendmail()) return undefined;
  return "No mail can be sent: PocketBase has no SMTP server in its settings, and this machine has no sendmail. Set up SMTP in the dashboard (Settings, Mail settings), or choose a service by mail.transport.";
}

/**
 * PocketBase gives `sendmail` the sender, `to`, the subject and the HTML, and leaves out the rest
 * without a word.
 */
export function refuseForSendmail(app: App, options: MailOptions, mail: OutgoingMail): void {
  if (sendsElsewhere(app, options) || !hasSendmail()) return;
  const lost = (["cc", "bcc", "replyTo", "attachments"] as const).filter(
    (part) => mail[part].length > 0,
  );
  if (lost.length === 0) return;
  throw new PermanentFailure(
    `PocketBase has no SMTP server in its settings, and its way of using sendmail loses ${lost.join(", ")}. Set up SMTP in the dashboard (Settings, Mail settings), then send the mail again.`,
  );
}

/** A hook on `onMailerSend` may send the mail itself; `system` registers one of our own. */
const sendsElsewhere = (app: App, { transport = "smtp", system }: MailOptions) =>
  transport !== "smtp" || app.settings().smtp.enabled || hooksOf(app) > (system ? 1 : 0);

const hooksOf = (app: App): number =>
  (app as unknown as { onMailerSend(): { length(): number } }).onMailerSend().length();

const hasSendmail = (): boolean =>
  [...FOLDERS, ...$os.getenv("PATH").split(":")].some((folder) =>
    isExecutable(`${folder}/sendmail`),
  );

function isExecutable(path: string): boolean {
  try {
    const info = $os.stat(path);
    return info !== undefined && !info.isDir() && (Number(info.mode()) & 0o111) !== 0;
  } catch {
    return false;
  }
}
