// Reads what a message or a caller attaches, when the mail is written down.
import type { MailFile } from "../../contract/mail.ts";
import type { App } from "../../contract/pocketbase.ts";
import { unknownName } from "../../lib/nearest.ts";
import { isObject } from "../../lib/object.ts";
import { BadInput } from "./envelope.ts";
import { safeName } from "./file-name.ts";
import type { MailOptions } from "./options.ts";
import type { Attach } from "./row.ts";

/** What a mail attaches, and the content that has to be stored for it, in base64. */
export interface Attached {
  attach: Attach[];
  contents: string[];
}

/** The keys of each form, by the key that tells it. */
const FORMS = {
  collection: ["collection", "record", "fields"],
  text: ["name", "text"],
  bytes: ["name", "bytes"],
  url: ["url", "name"],
};
type Form = keyof typeof FORMS;

/**
 * Throws `BadInput` for files that are too large and for an address that is no file of this server,
 * and an error for anything that is not a form of `MailFile`.
 */
export function attachedOf(files: unknown[], options: MailOptions, app: App): Attached {
  const attached: Attached = { attach: [], contents: [] };
  for (const one of files) {
    const file = checked(one);
    if ("collection" in file) attached.attach.push(file);
    else if ("url" in file) attached.attach.push(fileAt(file, app));
    else attached.attach.push(stored(file, options, attached.contents));
  }
  const size = attached.attach.reduce((sum, one) => sum + ("size" in one ? one.size : 0), 0);
  if (size > maxSize(options)) throw new BadInput(tooLarge(size, options));
  return attached;
}

/** 20 MB: most servers accept this much, base64 included. */
export const maxSize = ({ maxAttachments = 20_000_000 }: MailOptions): number => maxAttachments;

export const tooLarge = (size: number, options: MailOptions): string =>
  `The attachments are ${megabytes(size)} MB, and ${megabytes(maxSize(options))} MB are allowed (mail.maxAttachments).`;

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

function checked(value: unknown): MailFile {
  const form = isObject(value)
    ? (Object.keys(FORMS) as Form[]).find((key) => Object.hasOwn(value, key))
    : undefined;
  if (!isObject(value) || !form) throw new Error(expected(value));
  const unknown = Object.keys(value).find((key) => !FORMS[form].includes(key));
  if (unknown) throw new Error(`attach: ${unknownName("key", unknown, FORMS[form])}`);
  const isRight = FORMS[form].every((key) => IS[key as keyof typeof IS](value[key]));
  const isWhole = isRight && (form === "url" || value.name !== undefined || form === "collection");
  if (isWhole) return value as unknown as MailFile;
  throw new Error(expected(value, form));
}

const isText = (value: unknown) => typeof value === "string" && value !== "";
/** A name is checked with the form, since only that of a URL may be left out. */
const IS = {
  collection: isText,
  record: isText,
  fields: (value: unknown) => Array.isArray(value) && value.every(isText),
  name: (value: unknown) => value === undefined || isText(value),
  text: (value: unknown) => typeof value === "string",
  bytes: (value: unknown) => lengthOf(value) !== undefined,
  url: isText,
};

/** Bytes are a list, a Uint8Array, an ArrayBuffer, or bytes of Go, such as `$os.readFile` gives. */
function lengthOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  const isBinary = /^(Uint8Array|ArrayBuffer)$/.test(classOf(value));
  return isBinary ? (value as ArrayBuffer).byteLength : undefined;
}

const classOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/** Throws for a list that has something else than bytes, which `Buffer` would turn into others. */
function checkBytes(name: string, bytes: unknown): void {
  if (!Array.isArray(bytes)) return;
  // The items of Go's lists cannot be configured. A look at each of 20 million would take seconds.
  const isOfGo =
    Object.getOwnPropertyDescriptor(bytes, 0)?.configurable === false && Object.isExtensible(bytes);
  const items = isOfGo ? bytes.slice(0, 100) : bytes;
  const index = items.findIndex((item) => item !== (Number(item) & 255));
  if (index < 0) return;
  const item: unknown = items[index];
  const got = typeof item === "number" ? item : typeOf(item);
  throw new Error(
    `attach: bytes[${index}] of ${name}: Expected a whole number from 0 to 255, got ${got}.`,
  );
}

const shown = (form: Form) => `{ ${FORMS[form].join(", ")} }`;

function expected(value: unknown, form?: Form): string {
  const forms = form ? shown(form) : (Object.keys(FORMS) as Form[]).map(shown).join(" or ");
  const types = isObject(value)
    ? Object.entries(value).map(
        ([key, own]) => `${key}: ${own === "" ? "an empty text" : typeOf(own)}`,
      )
    : [];
  const got = isObject(value) ? `{ ${types.join(", ")} }` : typeOf(value);
  const kinds = form === "bytes" ? ` ${BYTES}` : "";
  return `attach: Expected ${forms}, got ${got}.${kinds}`;
}

const BYTES = "Bytes are a list of numbers from 0 to 255, a Uint8Array or an ArrayBuffer.";

const typeOf = (value: unknown) =>
  Array.isArray(value)
    ? "a list"
    : typeof value === "object"
      ? classOf(value).toLowerCase()
      : typeof value;

/** The content is stored in base64: most services want it so, and JavaScript need not read it. */
function stored(
  file: Extract<MailFile, { name: string }> & { text?: string; bytes?: unknown },
  options: MailOptions,
  contents: string[],
): Attach {
  const name = safeName(file.name);
  const source = file.text ?? file.bytes;
  const least = file.text?.length ?? lengthOf(file.bytes) ?? 0;
  // Looking at the size first keeps a list of a billion numbers from being copied.
  if (least > maxSize(options)) throw new BadInput(tooLarge(least, options));
  checkBytes(name, file.bytes);
  const bytes = Buffer.from(source as string);
  if (bytes.length === 0) throw new BadInput(`attach: ${name} is empty. Expected content.`);
  contents.push(bytes.toString("base64"));
  return { name, size: bytes.length, content: contents.length - 1 };
}

/**
 * Finds the file that an address of this server names. No request is made, so the address leads to
 * no other host, and nothing is read but files of records.
 */
function fileAt({ url, name }: { url: string; name?: string }, app: App): Attach {
  const base = app.settings().meta.appURL.replace(/\/+$/, "");
  const isOwn = url.toLowerCase().startsWith(`${base.toLowerCase()}/`);
  const [path = "", query = ""] = (isOwn ? url.slice(base.length) : url).split(/[?#]/);
  const [, collection, record, file] = path.match(FILE) ?? [];
  if (!collection || !record || !file || /(?:^|&)thumb=/.test(query)) {
    const shown = JSON.stringify(url.split(/[?#]/, 1)[0]?.slice(0, 200));
    throw new BadInput(
      `attach: ${shown} is no file of this server. Expected ${base}/api/files/<collection>/<record>/<file>, or the path alone, without a thumb. Attach anything else as bytes.`,
    );
  }
  return { collection, record, file: decoded(file), ...(name && { name: safeName(name) }) };
}

const FILE = /^\/api\/files\/([\w-]+)\/([\w-]+)\/([^/]+)$/;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
