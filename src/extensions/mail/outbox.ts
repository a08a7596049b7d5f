// Writes a mail into the outbox: one row of `bundle_mails`, and the job that sends it, in the
// transaction of the context's app.
import type { Context } from "../../contract/context.ts";
import { jsonText } from "../../lib/json-text.ts";
import { now } from "../../lib/time.ts";
import { newId } from "../../pocketbase/ids.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import type { Attached } from "./attach.ts";
import { isTransactional } from "./category.ts";
import type { Envelope } from "./envelope.ts";
import type { Content } from "./row.ts";

export const MAILS = "bundle_mails";
/** The type of the job that sends a mail; its payload is `{ id }`. */
export const SEND = "bundle.mail";

export interface Draft {
  /** The message's name. */
  message: string;
  category: string;
  envelope: Envelope;
  locale?: string;
  data?: object;
  attached?: Attached;
  content?: Content;
  /** At most one mail of a message has this key. */
  key?: string;
  /** Seconds before the mail is sent. */
  delay?: number;
  priority?: "high" | "normal";
}

/**
 * Writes all mails or none, each with its job. Returns the ids of the rows. There is one row, but a
 * list has one for each recipient, so that recipients do not see each other.
 */
export const post = (ctx: Context, draft: Draft): string[] =>
  inTransaction(ctx, (tx) => {
    const files = filesOf(draft);
    const rows = perRecipient(draft).map((one) => insert(tx, one, files));
    const fresh = rows.filter(([, isNew]) => isNew);
    if (fresh.length > 0) store(tx, files, draft);
    for (const [id] of fresh) enqueue(tx, id, draft);
    return rows.map(([id]) => id);
  });

/** Stores a mail that cannot be sent as it is, so that a superuser sees it. */
export const postFailed = (ctx: Context, draft: Draft, error: string): void =>
  inTransaction(ctx, (tx) => {
    const files = filesOf(draft);
    const [id, isNew] = insert(tx, draft, files, error);
    if (!isNew) return;
    store(tx, files, draft);
    lazy(import("./failures.ts")).sayFailed(tx.app, id, error, draft.message);
  });

const inTransaction = <T>(ctx: Context, run: (tx: Context) => T): T =>
  ctx.app.isTransactional() ? run(ctx) : ctx.transaction(run);

const perRecipient = (draft: Draft): Draft[] =>
  isTransactional(draft.category)
    ? [draft]
    : draft.envelope.to.map((address) => ({
        ...draft,
        envelope: { ...draft.envelope, to: [address] },
        key: draft.key ? `${draft.key}/${address.address.toLowerCase()}` : "",
      }));

/** Returns an id for the contents that are stored for the mails; `""` when there are none. */
const filesOf = ({ attached }: Draft): string => (attached?.contents.length ? newId() : "");

function store({ app }: Context, files: string, { attached }: Draft) {
  if (files) lazy(import("./contents.ts")).storeContents(app, files, attached?.contents ?? []);
}

const enqueue = (ctx: Context, id: string, { delay, priority }: Draft) =>
  ctx.jobs.enqueue(SEND, { id }, { delay: delay ?? 0, ...(priority && { priority }) });

/** When a mail already has the key, returns that mail. */
function insert(
  { app }: Context,
  { message, category, envelope, locale = "", data, attached, content, key = "" }: Draft,
  files: string,
  error = "",
): [id: string, isNew: boolean] {
  const id = newId();
  const attach = attached?.attach ?? [];
  const count = execute(app, INSERT, {
    id,
    message,
    category,
    status: error === "" ? "queued" : "failed",
    error,
    to: toColumn(envelope),
    locale,
    envelope: JSON.stringify(envelope),
    data: jsonText(`The data of the mail "${message}"`, data ?? null),
    attach: JSON.stringify(attach.length > 0 ? attach : null),
    files,
    content: JSON.stringify(content ?? null),
    key,
    now: now(),
  });
  if (count > 0) return [id, true];
  return [value<string>(app, BY_KEY, { message, key }) ?? id, false];
}

/** The text of the row's `to` column. */
export const toColumn = ({ to }: Envelope): string =>
  to.map(({ address }) => address.toLowerCase()).join(", ");

const INSERT = `INSERT INTO bundle_mails (id, message, category, status, error, "to", locale, envelope, data, attach, files, content, key, created)
  VALUES ({:id}, {:message}, {:category}, {:status}, {:error}, {:to}, {:locale}, {:envelope}, {:data}, {:attach}, {:files}, {:content}, {:key}, {:now})
  ON CONFLICT (message, key) WHERE key != '' DO NOTHING`;
const BY_KEY =
  "SELECT json_quote(id) AS row FROM bundle_mails WHERE message = {:message} AND key = {:key} AND key != ''";
