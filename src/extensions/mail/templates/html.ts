// Takes HTML apart with `indexOf`: goja is fast at that and slow at walking characters, as parsers
// do, and the text of a mail is made each time it is sent. Each place is looked at once, however
// wrong the HTML is, because a value may be a user's HTML.

export type Piece =
  | { type: "text"; start: number; end: number }
  | { type: "open"; name: string; attributes: string; start: number; end: number }
  | { type: "close"; name: string; start: number; end: number };

/** The content of these elements is text up to their end tag (HTML standard, 13.1.2). */
const RAW = new Set(["style", "script", "textarea", "title"]);

/** These elements have no content and no end tag (HTML standard, 13.1.2). */
export const VOID = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);

/**
 * Yields start tags, end tags and the text between. Declarations and comments, such as Outlook's
 * conditionals, are left out.
 */
export function* pieces(html: string): Generator<Piece> {
  const endOf = endFinder(html);
  let text = 0; // The start of the text that is not yielded yet.
  let from = 0;
  for (let start = html.indexOf("<"); start >= 0; start = html.indexOf("<", from)) {
    const slash = html[start + 1] === "/" ? "/" : "";
    const isTag = isLetter(html.charCodeAt(start + 1 + slash.length));
    from = start + 1;
    if (!isTag && html[from] !== "!" && html[from] !== "?") continue; // As in 1 < 2.
    const end = endOf(start, isTag && slash === "");
    if (end < 0) break; // The HTML is cut off.
    if (start > text) yield { type: "text", start: text, end: start };
    text = from = end;
    if (!isTag) continue;
    const inner = html.slice(start + 1 + slash.length, end - 1);
    const space = inner.search(/[\s/]/);
    const written = space < 0 ? inner : inner.slice(0, space);
    const name = written.toLowerCase();
    if (slash) yield { type: "close", name, start, end };
    else yield { type: "open", name, attributes: inner.slice(written.length), start, end };
    if (!slash && RAW.has(name)) from = endOfRaw(html, name, end);
  }
  if (text < html.length) yield { type: "text", start: text, end: html.length };
}

const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122;

/** Returns where the comment, declaration or tag ends; -1 if it does not. */
function endFinder(html: string) {
  const nextDouble = finder(html, '"');
  const nextSingle = finder(html, "'");
  return (start: number, isStartTag: boolean): number => {
    if (html.startsWith("<!--", start))
      return endOr(html.indexOf("-->", start + 4), 3, html.length);
    let at = start;
    for (;;) {
      const end = html.indexOf(">", at);
      const quote = isStartTag ? Math.min(nextDouble(at), nextSingle(at)) : end;
      if (quote >= end) return endOr(end, 1, -1);
      // A quoted value may contain a ">".
      const close = html.indexOf(html.charAt(quote), quote + 1);
      if (close < 0) return -1;
      at = close + 1;
    }
  };
}

const endOr = (index: number, length: number, none: number) => (index < 0 ? none : index + length);

/** Finds the next place of a character. It must be asked from left to right. */
function finder(html: string, character: string) {
  let found = -1;
  return (from: number): number => {
    if (found < from) found = endOr(html.indexOf(character, from), 0, html.length);
    return found;
  };
}

/** Returns where the end tag of such an element begins. */
function endOfRaw(html: string, name: string, from: number): number {
  for (let at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  }
  return html.length;
}

const ATTRIBUTE =
  /([^\s"'<>/={}]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?|\{\{[^}]*\}\}/g;

export interface Attribute {
  name: string;
  value: string;
  /** The position in the text of all attributes. */
  start: number;
  end: number;
}

/** Returns the attributes of a start tag as they are written: entities in values stay. */
export const attributesOf = (text: string): Attribute[] =>
  [...text.matchAll(ATTRIBUTE)].flatMap((match) => {
    const [whole, name, double, single, bare] = match;
    if (name === undefined) return [];
    const value = double ?? single ?? bare ?? "";
    const start = match.index;
    return [{ name: name.toLowerCase(), value, start, end: start + whole.length }];
  });
