// Writes a mail into the outbox: one row of `bundle_mails`, and the job that sends it, in the
// transaction of the context's app.
import type { Context } from "../../contract/context.ts";
import { jsonText } from "../../lib/json-text.ts";
import { now } from "../../lib/time.ts";
import { newId } from "../../pocketbase/ids.ts";
import { execute, value } from "../../pocketbase/sql.ts";
import { isTransactional } from "./category.ts";
import type { Envelope } from "./envelope.ts";
import type { Attach, Content } from "./row.ts";

/** The type of the job that sends a mail; its payload is `{ id }`. */
export const SEND = "bundle.mail";

export interface Draft {
  /** The message's name. */
  message: string;
  category: string;
  envelope: Envelope;
  locale?: string;
  data?: object;
  attach?: Attach;
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
  ctx.app.isTransactional() ? postAll(ctx, draft) : ctx.transaction((tx) => postAll(tx, draft));

function postAll(ctx: Context, draft: Draft): string[] {
  if (isTransactional(draft.category)) return [postOne(ctx, draft)];
  return draft.envelope.to.map((address) =>
    postOne(ctx, {
      ...draft,
      envelope: { ...draft.envelope, to: [address] },
      key: draft.key ? `${draft.key}/${address.address.toLowerCase()}` : "",
    }),
  );
}

function postOne(ctx: Context, draft: Draft): string {
  const [id, isNew] = insert(ctx, draft, "");
  if (!isNew) return id;
  const { delay, priority } = draft;
  ctx.jobs.enqueue(SEND, { id }, { ...(delay && { delay }), ...(priority && { priority }) });
  return id;
}

/** Stores a mail that cannot be sent as it is, so that a superuser sees it. */
export const postFailed = (ctx: Context, draft: Draft, error: string) => insert(ctx, draft, error);

/** When a mail already has the key, returns that mail. */
function insert(ctx: Context, draft: Draft, error: string): [id: string, isNew: boolean] {
  const { message, category, envelope, locale = "", data, attach, content, key = "" } = draft;
  const id = newId();
  const count = execute(ctx.app, INSERT, {
    id,
    message,
    category,
    status: error === "" ? "queued" : "failed",
    error,
    to: toColumn(envelope),
    locale,
    envelope: JSON.stringify(envelope),
    data: jsonText(`The data of the mail "${message}"`, data ?? null),
    attach: JSON.stringify(attach ?? null),
    content: JSON.stringify(content ?? null),
    key,
    now: now(),
  });
  if (count > 0) return [id, true];
  return [value<string>(ctx.app, BY_KEY, { message, key }) ?? id, false];
}

/** The text of the row's `to` column. */
export const toColumn = ({ to }: Envelope): string =>
  to.map(({ address }) => address.toLowerCase()).join(", ");

const INSERT = `INSERT INTO bundle_mails (id, message, category, status, error, "to", locale, envelope, data, attach, content, key, created)
  VALUES ({:id}, {:message}, {:category}, {:status}, {:error}, {:to}, {:locale}, {:envelope}, {:data}, {:attach}, {:content}, {:key}, {:now})
  ON CONFLICT (message, key) WHERE key != '' DO NOTHING`;
const BY_KEY =
  "SELECT json_quote(id) AS row FROM bundle_mails WHERE message = {:message} AND key = {:key} AND key != ''";
