import type { App } from "../../contract/pocketbase.ts";
import { DAY, dateText, duration } from "../../lib/time.ts";
import { deleteInPages, execute, value } from "../../pocketbase/sql.ts";
import { usesTokens } from "./feedback/index.ts";
import type { MailOptions } from "./options.ts";

/** Deletes old mails, and the tokens in PocketBase's mails that failed a day ago. */
export function purgeMails(app: App, { keep = {}, transport }: MailOptions): void {
  const before = (age: number) => ({ before: dateText(Date.now() - age) });
  // They are found without the lock that writes need, since many mails may have failed.
  const found = value<number[]>(app, WITH_CONTENT, before(DAY));
  execute(app, FORGET, { found: JSON.stringify(found) });
  if (usesTokens(transport)) {
    // A signature may be a day old, or a day in the future, see feedback/mailgun.ts.
    lazy(import("./tokens.ts")).forgetTokens(app, before(3 * DAY).before);
  }
  const forget = (which: string, age: string) =>
    deleteInPages(
      app,
      "bundle_mails",
      `status IN (${which}) AND created < {:before}`,
      before(duration(age)),
    );
  forget("'sent'", keep.sent ?? "30d");
  forget("'failed', 'suppressed'", keep.failed ?? "90d");
}

const WITH_CONTENT =
  "SELECT json_group_array(rowid) AS row FROM bundle_mails WHERE status = 'failed' AND content != 'null' AND created < {:before}";
const FORGET =
  "UPDATE bundle_mails SET content = NULL WHERE status = 'failed' AND rowid IN (SELECT value FROM json_each({:found}))";
