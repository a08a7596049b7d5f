// The elements of a template, as a tree for the selectors.
import { type Attribute, attributesOf, pieces, VOID } from "./html.ts";

export interface Element {
  type: "tag";
  name: string;
  attribs: Record<string, string>;
  children: (Element | Text)[];
  parent: Element | null;
  prev: Element | null;
  next: Element | null;
  /** The attributes, with their positions in the tag. */
  attributes: Attribute[];
  /** The start and end of the start tag, and of the content. */
  start: number;
  end: number;
}

interface Text {
  type: "text";
  data: string;
  start: number;
  end: number;
}

/**
 * The open elements that a start tag ends, because their end tag may be left out (HTML standard,
 * 13.1.2.4).
 */
const ENDS: Record<string, RegExp> = {
  li: /^li$/,
  p: /^p$/,
  td: /^t[dh]$/,
  th: /^t[dh]$/,
  tr: /^t[dhr]$/,
  dt: /^d[dt]$/,
  dd: /^d[dt]$/,
  option: /^option$/,
};

/** Returns all elements in the order of their start tags. */
export function elementsOf(html: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  for (const piece of pieces(html)) {
    if (piece.type === "text") {
      open.at(-1)?.children.push({ ...piece, data: html.slice(piece.start, piece.end) });
    } else if (piece.type === "close") {
      const index = open.findLastIndex(({ name }) => name === piece.name);
      if (index >= 0) open.length = index;
    } else {
      while (ENDS[piece.name]?.test(open.at(-1)?.name ?? "")) open.pop();
      const attributes = attributesOf(piece.attributes);
      const element = elementOf(piece, attributes, open.at(-1) ?? null);
      elements.push(element);
      if (!VOID.has(piece.name)) open.push(element);
    }
  }
  return elements;
}

function elementOf(
  { name, start, end }: { name: string; start: number; end: number },
  attributes: Attribute[],
  parent: Element | null,
): Element {
  const prev = (parent?.children.findLast(({ type }) => type === "tag") as Element) ?? null;
  const attribs = Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
  const base = { type: "tag" as const, name, attribs, children: [], parent, prev, next: null };
  const element: Element = { ...base, attributes, start, end };
  if (prev) prev.next = element;
  parent?.children.push(element);
  return element;
}
