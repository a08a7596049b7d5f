// HTML taken apart with one regular expression. goja is quick at those and slow at walking characters: the usual
// parsers need milliseconds for one mail, and a mail's text is made each time it is sent.

export type Piece =
  | { type: "text"; start: number; end: number }
  | { type: "open"; name: string; attributes: string; start: number; end: number }
  | { type: "close"; name: string; start: number; end: number };

/** Comments (Outlook's conditionals are some), declarations, end tags, start tags; a quoted value may hold a `>`. */
const TAG =
  /<!--[\s\S]*?(?:-->|$)|<[!?][^>]*>|<\/([a-z][^\s/>]*)[^>]*>|<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;

/** What is in them is text to their end tag (HTML standard, 13.1.2). */
const RAW = /^(?:style|script|textarea|title)$/;

/** Elements without content or end tag (HTML standard, 13.1.2). */
export const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;

/** Start tags, end tags and the text between. Comments and declarations are left out. */
export function* pieces(html: string): Generator<Piece> {
  TAG.lastIndex = 0;
  let at = 0;
  for (;;) {
    TAG.lastIndex = at;
    const match = TAG.exec(html);
    const start = match ? match.index : html.length;
    if (start > at) yield { type: "text", start: at, end: start };
    if (!match) return;
    at = start + match[0].length;
    const [, closed, opened, attributes = ""] = match;
    if (closed) yield { type: "close", name: closed.toLowerCase(), start, end: at };
    if (!opened) continue;
    const name = opened.toLowerCase();
    yield { type: "open", name, attributes, start, end: at };
    if (!RAW.test(name)) continue;
    const end = html.slice(at).search(new RegExp(`</${name}[\\s/>]`, "i"));
    const rest = end < 0 ? html.length : at + end;
    if (rest > at) yield { type: "text", start: at, end: rest };
    at = rest;
  }
}

const ATTRIBUTE =
  /([^\s"'<>/={}]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?|\{\{[^}]*\}\}/g;

export interface Attribute {
  name: string;
  value: string;
  /** Where it stands in the text of all attributes. */
  start: number;
  end: number;
}

/** The attributes of a start tag, as they are written: entities in values stay. */
export const attributesOf = (text: string): Attribute[] =>
  [...text.matchAll(ATTRIBUTE)].flatMap((match) => {
    const [whole, name, double, single, bare] = match;
    if (name === undefined) return [];
    const value = double ?? single ?? bare ?? "";
    const start = match.index;
    return [{ name: name.toLowerCase(), value, start, end: start + whole.length }];
  });
