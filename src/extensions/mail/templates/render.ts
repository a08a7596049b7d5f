// A VM that sends mail evaluates this file.
import Mustache from "mustache";
import { hooksPath } from "../../../pocketbase/files.ts";
import type { MailOptions } from "../options.ts";
import { folderOf } from "./files.ts";
import { type InlineImage, imagePath } from "./inline-image.ts";
import { preparedFor, type Tokens } from "./prepared.ts";
import { toText } from "./text.ts";

interface Rendered {
  /** The subject on one line. */
  subject: string;
  html: string;
  text: string;
  /** The images that the HTML shows; they are sent with the mail. */
  images: InlineImage[];
  /** The variables that the templates name and `data` lacks. They are empty in the mail. */
  missing: string[];
}

/**
 * Renders a message in a language, or in the nearest language that it has. Values are escaped in
 * the HTML, and not in the subject and the text.
 * @param strict throws when a variable is missing, and names it
 * @param reserved the values of names that data cannot have, at any depth
 */
export function render(
  options: MailOptions,
  message: string,
  locale: string,
  data: object,
  { strict = false, reserved = {} }: { strict?: boolean; reserved?: Record<string, string> } = {},
): Rendered {
  const prepared = preparedFor(options, message, locale);
  const names = new Set<string>();
  const fill = (tokens: Tokens, config: { escape: typeof textOf }) => {
    const context = new NotingContext(data, names, reserved);
    return writer.renderTokens(tokens as string[][], context, undefined, "", config);
  };
  const subject = fill(prepared.subject, PLAIN);
  const html = fill(prepared.html, HTML);
  const text = prepared.text ? fill(prepared.text, PLAIN).trim() : toText(html);
  const missing = [...names];
  if (strict && missing.length > 0) throw new Error(missingMessage(message, missing));
  const images = prepared.images
    .filter((name) => html.includes(`cid:${name}`))
    .map((name) => ({ contentId: name, path: hooksPath(imagePath(folderOf(options), name)) }));
  return { subject: oneLine(subject), html, text, images, missing };
}

export const missingMessage = (message: string, missing: string[]) =>
  `The templates of "${message}" name variables that their data lacks: ${missing.join(", ")}. Give null for empty values.`;

/** The JSON of a client may have objects that cannot be made a text: `{ "toString": 0 }`. */
const textOf = (value: unknown): string => {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
};

class TextWriter extends Mustache.Writer {
  override unescapedValue(token: string[], context: Mustache.Context): string {
    const value: unknown = super.unescapedValue(token, context);
    return value == null ? "" : textOf(value);
  }
}

const writer = new TextWriter();
const HTML = { escape: (value: unknown) => Mustache.escape(textOf(value)) };
const PLAIN = { escape: textOf };

/**
 * Notes the names that are not found. Mustache alone would treat them as empty without saying so.
 */
class NotingContext extends Mustache.Context {
  constructor(
    view: unknown,
    private readonly missing: Set<string>,
    private readonly reserved: Record<string, string>,
    parent?: Mustache.Context,
  ) {
    super(view, parent);
  }

  override push(view: unknown): Mustache.Context {
    // In a list that contains null, Mustache would look names up in the null.
    return new NotingContext(view ?? "", this.missing, this.reserved, this);
  }

  override lookup(name: string): unknown {
    const value = Object.hasOwn(this.reserved, name) ? this.reserved[name] : super.lookup(name);
    if (value === undefined) this.missing.add(name);
    return value;
  }
}

/** A line break would begin another header. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
const oneLine = (text: string) => text.replace(/[\s\0-\x1F\x7F\x85]+/g, " ").trim();
