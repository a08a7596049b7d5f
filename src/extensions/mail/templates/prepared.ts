import type { MailOptions } from "../options.ts";
import { fallbacks } from "./locale.ts";

/** A template as Mustache parses it, kept as JSON: no VM that sends parses one again. */
export type Tokens = unknown[];

/** All that a message in one language is made of. */
export interface Prepared {
  subject: Tokens;
  html: Tokens;
  /** Without one, the text is made from the finished HTML. */
  text?: Tokens;
  /** Names of the images that the HTML shows. */
  images: string[];
}

/** By language; `""` is the one without. A language that says nothing of its own is left out. */
export type PreparedMessage = Record<string, Prepared>;

/** By message. PocketBase starts anew when a file under `pb_hooks` changes, so nothing here grows old. */
const cache = new Map<string, PreparedMessage>();

const storeKey = (message: string) => `pocketbundle mail ${message}`;

/** Shares prepared messages with all VMs of this process: its store holds texts. */
export const share = (message: string, prepared: PreparedMessage) =>
  $app.store().set(storeKey(message), JSON.stringify(prepared));

/** The message in a language, or in the nearest one that there is. */
export function preparedFor(options: MailOptions, message: string, locale: string): Prepared {
  const all = allOf(options, message);
  for (const language of fallbacks(locale)) {
    // A language may come from a user, who may call it "constructor".
    const prepared = Object.hasOwn(all, language) && all[language];
    if (prepared) return prepared;
  }
  throw new Error(`The message "${message}" has no template.`);
}

/** The languages of a message, `""` first. */
export const localesOf = (options: MailOptions, message: string) =>
  Object.keys(allOf(options, message)).sort();

function allOf(options: MailOptions, message: string): PreparedMessage {
  const all = cache.get(message) ?? fetch(options, message);
  cache.set(message, all);
  return all;
}

/** The server prepares all when it starts; a worker's process does it with its first mail. */
function fetch(options: MailOptions, message: string): PreparedMessage {
  const text = $app.store().get(storeKey(message));
  if (typeof text === "string") return JSON.parse(text);
  const { prepareMessage } = lazy(import("./prepare.ts"));
  const { prepared, problems } = prepareMessage(options, message);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  share(message, prepared);
  return prepared;
}
