// The tests of the outbox share these functions.
import type { Server } from "../../kit/testing/index.ts";

/** A row of `bundle_mails`. */
export interface MailRow {
  id: string;
  message: string;
  category: string;
  status: string;
  to: string;
  subject: string;
  error: string;
  sent: string;
  key: string;
}

/** Returns all rows, the oldest first. */
export const outbox = (server: Server): Promise<MailRow[]> =>
  server.pb.collection("bundle_mails").getFullList<MailRow>({ sort: "@rowid", batch: 1000 });

/** Returns a template of each kind for these messages. */
export const templates = (...names: string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => [
      [`mail/${name}.html`, "<p>{{text}}</p>"],
      [`mail/${name}.subject.txt`, `${name} {{text}}`],
    ]),
  );

/**
 * An extension for a config. `POST /send` with `{ message, options }` sends a message, in a
 * transaction that fails when `fail` is set.
 */
export const SENDER = `{ name: "sender", routes: [{ method: "POST", path: "/send", auth: "public", handler(ctx) {
  const { message, options, fail } = ctx.body;
  return ctx.transaction((tx) => {
    const ids = tx.mail.send(message, options);
    if (fail) throw new BadRequestError("rolled back");
    return { ids };
  });
} }] }`;

export async function send(server: Server, message: string, options: object, fail = false) {
  const response = await fetch(`${server.url}/send`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ message, options, fail }),
  });
  const body = (await response.json()) as { ids: string[]; message?: string };
  return { status: response.status, ...body };
}

/** Returns the console's text without the line for a machine that cannot send mail. */
export const withoutMailer = (log: string): string =>
  log.replace(/^.*Pocketbundle: No mail can be sent: .*$/gm, "");
