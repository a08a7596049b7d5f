// A mail is asked for by a change of a record, or by `ctx.mail.send`.
import type { Change } from "../../contract/changes.ts";
import type { Context } from "../../contract/context.ts";
import type { SendOptions } from "../../contract/mail.ts";
import { unknownName } from "../../lib/nearest.ts";
import { DEFAULT_CATEGORY, isTransactional } from "./category.ts";
import { AddressError, emptyEnvelope, envelopeOf, type Field } from "./envelope.ts";
import type { MailOptions, Message } from "./options.ts";
import { type Draft, post, postFailed } from "./outbox.ts";

/**
 * Sends the mail of a change. A change is relayed at least once, so the key contains its id and the
 * mail is sent once.
 */
export function mailForChange(name: string, message: Message, change: Change, ctx: Context): void {
  if (message.when && !message.when(change, ctx)) return;
  const { attach, category = DEFAULT_CATEGORY } = message;
  const of = <T>(value: T | ((change: Change, ctx: Context) => T)): T =>
    typeof value === "function" ? (value as (...args: unknown[]) => T)(change, ctx) : value;
  const draft = {
    message: name,
    category,
    envelope: emptyEnvelope(),
    locale: String(of(message.locale) ?? ""),
    data: message.data?.(change, ctx) ?? { record: change.record, before: change.before },
    ...(attach && {
      attach: { collection: change.collection, record: change.record.id, fields: attach },
    }),
    key: change.id,
  };
  const addresses = valuesBy((field) => of<unknown>(message[field]));
  if (isTransactional(category)) postOrFail(ctx, draft, addresses);
  // Each address is posted by itself, so that an invalid one does not keep the mail from the
  // others.
  else
    for (const to of [addresses.to ?? []].flat()) {
      postOrFail(ctx, draft, { ...addresses, to }, `${draft.key}/${to}`);
    }
}

/**
 * A record's address is a user's input: an invalid one must not hold up the record's later changes.
 */
function postOrFail(
  ctx: Context,
  draft: Draft,
  addresses: Record<Field, unknown>,
  failedKey = draft.key ?? "",
) {
  try {
    post(ctx, { ...draft, envelope: envelopeOf(draft.category, addresses) });
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    postFailed(ctx, { ...draft, key: failedKey }, error.message);
  }
}

/** See `Mail.send`. */
export function mailMessage(
  { messages = {} }: MailOptions,
  name: string,
  options: SendOptions,
  ctx: Context,
): string[] {
  const message = Object.hasOwn(messages, name) ? messages[name] : undefined;
  if (!message) throw new Error(unknownName("message", name, Object.keys(messages)));
  checkOptions(options);
  const { category = DEFAULT_CATEGORY } = message;
  const own = <T>(value: T | ((...args: never[]) => T) | undefined): T | undefined =>
    typeof value === "function" ? undefined : value;
  const { locale, data, attach, key, delay } = options;
  return post(ctx, {
    message: name,
    category,
    locale: locale ?? own(message.locale) ?? "",
    data: data ?? {},
    ...(attach && { attach }),
    ...(key && { key }),
    ...(delay && { delay }),
    envelope: envelopeOf(
      category,
      valuesBy((field) => options[field] ?? own<unknown>(message[field])),
    ),
  });
}

/** An option with `undefined` is an address and has a check of its own. */
const OPTIONS: Record<keyof SendOptions, "string" | "object" | "number" | undefined> = {
  to: undefined,
  cc: undefined,
  bcc: undefined,
  replyTo: undefined,
  locale: "string",
  data: "object",
  attach: "object",
  key: "string",
  delay: "number",
};

/** The options may come straight from a request, so unknown ones are refused. */
function checkOptions(options: SendOptions) {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) {
      throw new Error(unknownName("option of ctx.mail.send", name, Object.keys(OPTIONS)));
    }
    const expected = OPTIONS[name as keyof SendOptions];
    if ((value ?? undefined) === undefined || !expected || typeof value === expected) continue;
    throw new Error(`ctx.mail.send: ${name}: Expected ${expected}, got ${typeof value}.`);
  }
  const { attach } = options;
  const isWhole = !attach || (attach.collection && attach.record && Array.isArray(attach.fields));
  if (!isWhole) throw new Error("ctx.mail.send: attach: Expected { collection, record, fields }.");
}

const valuesBy = (of: (field: Field) => unknown): Record<Field, unknown> => ({
  to: of("to"),
  cc: of("cc"),
  bcc: of("bcc"),
  replyTo: of("replyTo"),
});
