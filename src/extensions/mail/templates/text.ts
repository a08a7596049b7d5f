import { decodeEntities } from "./entities.ts";
import { attributesOf, type Piece, pieces, VOID } from "./html.ts";

const names = (list: string) => new Set(list.split(" "));

/** Readers do not see the content of these elements. */
const UNREAD = names("head title style script template noscript svg select textarea");
/** An empty line or a new line separates these elements from the text around them. */
const PARAGRAPH = names("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr");
const LINE = names(
  "div tr li dt dd section article header footer main nav aside address center figure figcaption caption form fieldset",
);

/**
 * Makes the plain-text alternative of a mail: the text that the HTML shows, in lines, with the
 * addresses of links.
 */
export function toText(html: string): string {
  const writer = new TextWriter();
  for (const piece of pieces(html)) writer.take(piece, html);
  return writer.text;
}

class TextWriter {
  #parts: string[] = [];
  /** The new lines to write before the next text, and the space between two words or cells. */
  #breaks = 0;
  #gap = "";
  /** Whether the next text needs a space before it, although the HTML has none there. */
  #apart = false;
  /** The number of parts when the last link ended. */
  #linkEnd = -1;
  #skipped: { name: string; depth: number } | undefined;
  #link: { url: string; start: number } | undefined;
  /** The number of the last item of each open list; `undefined` for an unordered list. */
  #lists: (number | undefined)[] = [];
  #marker = "";
  #quotes = 0;
  #pre = 0;
  /** Whether the current row of each open table already has a cell. */
  #cells: boolean[] = [];

  get text(): string {
    const text = this.#parts.join("").replaceAll("\u00A0", " ").replaceAll("\u00AD", "");
    return text.replace(/[ \t]+$/gm, "").trim();
  }

  take(piece: Piece, html: string) {
    if (this.#isSkipped(piece)) return;
    if (piece.type === "text") this.#write(decodeEntities(html.slice(piece.start, piece.end)));
    else if (piece.type === "open") this.#open(piece.name, piece.attributes);
    else this.#close(piece.name);
  }

  #isSkipped(piece: Piece): boolean {
    const skipped = this.#skipped;
    if (!skipped) {
      if (piece.type !== "open" || !isUnread(piece)) return false;
      if (!VOID.has(piece.name)) this.#skipped = { name: piece.name, depth: 1 };
      return true;
    }
    // Both elements may have no end tag.
    if (
      piece.type === "open" &&
      (piece.name === "body" || `${skipped.name} ${piece.name}` === "p p")
    ) {
      this.#skipped = undefined;
      return this.#isSkipped(piece);
    }
    if (piece.type !== "text" && piece.name === skipped.name) {
      skipped.depth += piece.type === "open" ? 1 : -1;
      if (skipped.depth === 0) this.#skipped = undefined;
    }
    return true;
  }

  #open(name: string, attributes: string) {
    const value = (wanted: string) =>
      decodeEntities(
        attributesOf(attributes).find((one) => one.name === wanted)?.value ?? "",
      ).trim();
    this.#breakAround(name);
    if (name === "button" || (name === "a" && this.#linkEnd === this.#parts.length))
      this.#apart = true;
    if (name === "a") this.#link = { url: value("href"), start: this.#parts.length };
    else if (name === "br") this.#breaks = Math.min(this.#breaks + 1, 2);
    else if (name === "img") this.#image(value("alt"));
    else if (name === "hr") {
      this.#write("---");
      this.#breaks = 2;
    } else if (name === "ul") this.#lists.push(undefined);
    else if (name === "ol") this.#lists.push((Number(value("start")) || 1) - 1);
    else if (name === "li") this.#marker = this.#nextMarker();
    else if (name === "blockquote") this.#quotes++;
    else if (name === "pre") this.#pre++;
    else if (name === "table") this.#cells.push(false);
    else if (name === "tr") this.#cells[this.#cells.length - 1] = false;
    else if (name === "td" || name === "th") {
      if (this.#cells.at(-1)) this.#gap = "  ";
      this.#cells[this.#cells.length - 1] = true;
    }
  }

  #close(name: string) {
    if (name === "a") this.#closeLink();
    else if (name === "button") this.#apart = true;
    else if (name === "ul" || name === "ol") this.#lists.pop();
    else if (name === "li") this.#marker = "";
    else if (name === "blockquote") this.#quotes = Math.max(0, this.#quotes - 1);
    else if (name === "pre") this.#pre = Math.max(0, this.#pre - 1);
    else if (name === "table") this.#cells.pop();
    this.#breakAround(name);
  }

  #breakAround(name: string) {
    if (this.#marker) return; // The item's text begins beside its marker.
    // A nested list stays together with the list around it.
    const isInner = (name === "ul" || name === "ol") && this.#lists.length > 0;
    const breaks = PARAGRAPH.has(name) && !isInner ? 2 : Number(isInner || LINE.has(name));
    this.#breaks = Math.max(this.#breaks, breaks);
  }

  #nextMarker(): string {
    const number = this.#lists.at(-1);
    if (number === undefined) return "- ";
    this.#lists[this.#lists.length - 1] = number + 1;
    return `${number + 1}. `;
  }

  /** An image stands apart from the words around it. */
  #image(alt: string) {
    if (alt === "") return;
    this.#apart = true;
    this.#write(alt);
    this.#apart = true;
  }

  /** Writes `text (url)`, or only one of them when both are the same. */
  #closeLink() {
    const link = this.#link;
    this.#link = undefined;
    if (link) this.#writeUrl(link);
    this.#linkEnd = this.#parts.length;
  }

  #writeUrl({ url: href, start }: { url: string; start: number }) {
    const url = href.replace(/^(?:mailto|tel):/i, "");
    if (/^(?:#|javascript:|$)/i.test(url)) return;
    const text = this.#parts.slice(start).join("").trim();
    if (bare(text) === bare(url)) return;
    if (text) this.#gap = " ";
    this.#apart = true;
    this.#put(text ? `(${url})` : url);
    this.#apart = true;
  }

  #isApart = (text: string) =>
    this.#apart && !CLOSING.test(text) && !OPENING.test(this.#parts.at(-1) ?? "");

  #write(text: string) {
    if (this.#pre > 0) return this.#put(text);
    const inner = text.trim();
    if (text !== "" && (inner === "" || !text.startsWith(inner))) this.#gap ||= " ";
    if (inner === "") return;
    this.#put(inner.replace(/[ \t\r\n\f]+/g, " "));
    if (!text.endsWith(inner)) this.#gap = " ";
  }

  #put(text: string) {
    const isFirst = this.#parts.length === 0;
    if (isFirst || this.#breaks > 0) {
      const depth = this.#lists.length - (this.#marker ? 1 : 0);
      const breaks = isFirst ? "" : "\n".repeat(this.#breaks);
      this.#parts.push(breaks + times("> ", this.#quotes) + times("  ", depth) + this.#marker);
    } else this.#parts.push(this.#gap || (this.#isApart(text) ? " " : ""));
    this.#parts.push(text);
    this.#breaks = 0;
    this.#gap = "";
    this.#apart = false;
    this.#marker = "";
  }
}

/** No space belongs before these. */
const CLOSING = /^[\s.,;:!?%)\]}"'»”’…]/;

/** No space belongs behind these. */
const OPENING = /[\s([{«“‘]$/;

/** The depth is limited, because a user's HTML may nest a hundred thousand lists. */
const times = (text: string, depth: number) => text.repeat(Math.min(Math.max(0, depth), 8));

/** Hidden parts are the preview texts for an inbox: a reader of the mail does not see them. */
const isUnread = ({ name, attributes }: Piece & { type: "open" }) =>
  UNREAD.has(name) ||
  (/none|hidden/i.test(attributes) &&
    attributesOf(attributes).some(
      (one) =>
        one.name === "hidden" || (one.name === "style" && /display\s*:\s*none/i.test(one.value)),
    ));

const bare = (address: string) => address.replace(/^https?:\/\//i, "").replace(/\/$/, "");
