// A mail is asked for by a change of a record, or by `ctx.mail.send`.
import type { Change } from "../../contract/changes.ts";
import type { Context } from "../../contract/context.ts";
import type { SendOptions } from "../../contract/mail.ts";
import { unknownName } from "../../lib/nearest.ts";
import { isObject } from "../../lib/object.ts";
import type { Attached } from "./attach.ts";
import { DEFAULT_CATEGORY, isTransactional } from "./category.ts";
import {
  BadInput,
  type Envelope,
  type EnvelopeValues,
  emptyEnvelope,
  envelopeOf,
  isBlank,
} from "./envelope.ts";
import type { MailOptions, Message } from "./options.ts";
import { type Draft, post, postFailed } from "./outbox.ts";

/**
 * Sends the mail of a change. A change is relayed at least once, so the key contains its id and the
 * mail is sent once.
 */
export function mailForChange(
  options: MailOptions,
  name: string,
  message: Message,
  change: Change,
  ctx: Context,
): void {
  if (message.when && !message.when(change, ctx)) return;
  const { category = DEFAULT_CATEGORY } = message;
  const of = <T>(value: T | ((change: Change, ctx: Context) => T)): T =>
    typeof value === "function" ? (value as (...args: unknown[]) => T)(change, ctx) : value;
  const draft = {
    message: name,
    category,
    envelope: emptyEnvelope(),
    locale: String(of(message.locale) ?? ""),
    data: message.data?.(change, ctx) ?? { record: change.record, before: change.before },
    key: change.id,
  };
  const request = {
    draft,
    addresses: valuesBy((field) => of<unknown>(message[field])),
    attached: asked(() => attachedOf(filesOf(of<unknown>(message.attach), change), options, ctx)),
  };
  if (isTransactional(category)) {
    postOrFail(ctx, request);
    return;
  }
  // Each address is posted by itself, so that an invalid one does not keep the mail from the
  // others.
  const { to } = request.addresses;
  const all = [to].flat().filter((one) => !isBlank(one));
  for (const to of all.length > 0 ? all : [""]) {
    postOrFail(ctx, { ...request, addresses: { ...request.addresses, to } }, `${draft.key}/${to}`);
  }
}

/** A text in `attach` is a file field of the changed record. */
function filesOf(attach: unknown, { collection, record }: Change): unknown[] {
  const all = [attach ?? []].flat();
  const fields = all.filter((one) => typeof one === "string");
  const rest = all.filter((one) => typeof one !== "string");
  return fields.length > 0 ? [{ collection, record: record.id, fields }, ...rest] : rest;
}

/** Most mails attach nothing, and need not evaluate the code for it. */
const attachedOf = (files: unknown[], options: MailOptions, { app }: Context): Attached =>
  files.length === 0 ? NONE : lazy(import("./attach.ts")).attachedOf(files, options, app);

const NONE: Attached = { attach: [], contents: [] };

interface Request {
  draft: Draft;
  addresses: EnvelopeValues;
  /** What is attached, or why that cannot be sent. */
  attached: Attached | BadInput;
}

/**
 * What a record holds is a user's input: an invalid address must not hold up the record's later
 * changes.
 */
function postOrFail(ctx: Context, request: Request, failedKey = request.draft.key ?? "") {
  const { draft, addresses, attached } = request;
  const envelope = asked(() => envelopeOf(draft.category, addresses));
  const bad = [envelope, attached].find((one) => one instanceof BadInput);
  const whole = { ...draft, ...(!(attached instanceof BadInput) && { attached }) };
  if (bad) postFailed(ctx, { ...whole, key: failedKey }, bad.message);
  else post(ctx, { ...whole, envelope: envelope as Envelope });
}

function asked<T>(run: () => T): T | BadInput {
  try {
    return run();
  } catch (error) {
    if (error instanceof BadInput) return error;
    throw error;
  }
}

/** See `Mail.send`. */
export function mailMessage(
  mailOptions: MailOptions,
  name: string,
  options: SendOptions,
  ctx: Context,
): string[] {
  const { messages = {} } = mailOptions;
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
    attached: attachedOf([attach ?? []].flat(), mailOptions, ctx),
    ...(key && { key }),
    // NaN too goes on to the queue, which refuses it.
    ...(typeof delay === "number" && { delay }),
    envelope: envelopeOf(
      category,
      valuesBy(
        (field) => options[field] ?? own<unknown>(message[field]) ?? blankOf(options, field),
      ),
    ),
  });
}

/** An address that the caller names is input, also when it is blank. */
const blankOf = (options: SendOptions, field: keyof EnvelopeValues) =>
  Object.hasOwn(options, field) ? "" : undefined;

/** An option with `undefined` has a check of its own. */
const OPTIONS: Record<keyof SendOptions, "string" | "object" | "number" | undefined> = {
  to: undefined,
  cc: undefined,
  bcc: undefined,
  replyTo: undefined,
  from: undefined,
  locale: "string",
  data: "object",
  attach: undefined,
  key: "string",
  delay: "number",
};

/** The options may come straight from a request, so unknown ones are refused. */
function checkOptions(options: unknown) {
  if (!isObject(options)) {
    const got = Array.isArray(options) ? "a list" : options === null ? "null" : typeof options;
    throw new Error(`ctx.mail.send: Expected options such as { to, data }, got ${got}.`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) {
      throw new Error(unknownName("option of ctx.mail.send", name, Object.keys(OPTIONS)));
    }
    const expected = OPTIONS[name as keyof SendOptions];
    if ((value ?? undefined) === undefined || !expected || typeof value === expected) continue;
    throw new Error(`ctx.mail.send: ${name}: Expected ${expected}, got ${typeof value}.`);
  }
}

const valuesBy = (of: (field: keyof EnvelopeValues) => unknown): EnvelopeValues => ({
  to: of("to"),
  cc: of("cc"),
  bcc: of("bcc"),
  replyTo: of("replyTo"),
  from: of("from"),
});
