import type { MailOptions } from "../options.ts";
import { fallbacks } from "./locale.ts";

/**
 * A template as Mustache parses it. It is kept as JSON, so that no VM that sends has to parse one
 * again.
 */
export type Tokens = unknown[];

/** All parts of a message in one language. */
export interface Prepared {
  subject: Tokens;
  html: Tokens;
  /** Without this, the text is made from the finished HTML. */
  text?: Tokens;
  /** The names of the images that the HTML shows. */
  images: string[];
}

/**
 * A message by language; `""` is the one without a language. A language that has no files of its
 * own is left out.
 */
export type PreparedMessage = Record<string, Prepared>;

/**
 * The messages by name. PocketBase restarts when a file under `pb_hooks` changes, so the cache
 * cannot become stale.
 */
const cache = new Map<string, PreparedMessage>();

const storeKey = (message: string) => `pocketbundle mail ${message}`;

/**
 * Shares prepared messages with all VMs of this process. PocketBase's store holds texts, so they
 * are JSON.
 */
export const share = (message: string, prepared: PreparedMessage) =>
  $app.store().set(storeKey(message), JSON.stringify(prepared));

/** Returns the message in a language, or in the nearest language that it has. */
export function preparedFor(options: MailOptions, message: string, locale: string): Prepared {
  const all = allOf(options, message);
  for (const language of fallbacks(locale)) {
    // The language may come from a user, who may call it "constructor".
    const prepared = Object.hasOwn(all, language) && all[language];
    if (prepared) return prepared;
  }
  throw new Error(`The message "${message}" has no template.`);
}

/** Returns the languages of a message, `""` first. */
export const localesOf = (options: MailOptions, message: string) =>
  Object.keys(allOf(options, message)).sort();

function allOf(options: MailOptions, message: string): PreparedMessage {
  const all = cache.get(message) ?? fetch(options, message);
  cache.set(message, all);
  return all;
}

/**
 * The server prepares all messages when it starts; a worker's process does so for its first mail.
 */
function fetch(options: MailOptions, message: string): PreparedMessage {
  const text = $app.store().get(storeKey(message));
  if (typeof text === "string") return JSON.parse(text);
  const { prepareMessage } = lazy(import("./prepare.ts"));
  const { prepared, problems } = prepareMessage(options, message);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  share(message, prepared);
  return prepared;
}
