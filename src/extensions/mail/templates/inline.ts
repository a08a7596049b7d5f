import type { Source } from "./files.ts";
import { type Declaration, readStyles, type StylePart, type StyleRule } from "./styles.ts";
import { type Element, elementsOf } from "./tree.ts";

interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * Writes the rules of each `<style>` into the elements that they match, because many mail programs
 * drop a `<style>`. A rule that a `style` attribute cannot express stays in the `<style>`. So does
 * a rule that matches no element: it is for the page that a mail program puts around the mail. The
 * rest of the text is not changed.
 */
export function inlineStyles({ text: html }: Source): string {
  const elements = elementsOf(html);
  const styles = elements.flatMap((element) => {
    const [content] = element.children;
    return isInlined(element) && content?.type === "text"
      ? [{ ...content, parts: readStyles(content.data) }]
      : [];
  });
  const rules = styles.flatMap(({ parts }) => parts.flatMap((part) => part.rules));
  const found = matches(elements, rules);
  const edits = [...found].map(([element, own]) => styleEdit(element, own));
  // When a class or id is a value, it is known only when the mail is sent, so all rules also stay.
  if (!elements.some(({ attribs }) => `${attribs.class} ${attribs.id}`.includes("{{"))) {
    const inlined = new Set([...found.values()].flat());
    const rest = ({ rules, rest }: StylePart) => rest(rules.filter((rule) => !inlined.has(rule)));
    for (const { start, end, parts } of styles) {
      edits.push({ start, end, text: parts.map(rest).filter(Boolean).join("\n") });
    }
  }
  return apply(html, edits);
}

/** A `<style>` is not inlined when it has values in it, a medium of its own, or `data-keep`. */
const isInlined = ({ name, attribs, children }: Element) =>
  name === "style" &&
  attribs.media === undefined &&
  attribs["data-keep"] === undefined &&
  !children.some((child) => child.type === "text" && child.data.includes("{{"));

/** Returns the rules of each element in the order of the cascade. */
function matches(elements: Element[], rules: StyleRule[]): Map<Element, StyleRule[]> {
  const found = new Map<Element, StyleRule[]>();
  // Array.sort is stable, so the later of two equal rules wins.
  for (const rule of rules.toSorted((a, b) => a.selector.specificity - b.selector.specificity)) {
    for (const element of elements.filter((one) => rule.selector.matches(one))) {
      found.set(element, [...(found.get(element) ?? []), rule]);
    }
  }
  return found;
}

/**
 * The element's own `style` comes last and so wins, as it does in the cascade; `!important` also
 * works in it.
 */
function styleEdit(element: Element, rules: StyleRule[]): Edit {
  const own = element.attributes.find(({ name }) => name === "style");
  const css = [...declarations(rules), ...(own?.value.trim() ? [own.value.trim()] : [])].join("; ");
  // Single quotes mean the same in CSS and need no escape; the element's own style is already
  // escaped.
  const text = `style="${css.replaceAll('"', css.includes("'") ? "&quot;" : "'")}"`;
  const attributes = element.start + 1 + element.name.length;
  if (own) return { start: attributes + own.start, end: attributes + own.end, text };
  return { start: attributes, end: attributes, text: ` ${text}` };
}

/**
 * Drops a declaration that a later rule repeats. Within one rule both stay: the first is for
 * programs that do not know the second.
 */
const declarations = (rules: StyleRule[]): string[] =>
  rules.flatMap(({ declarations }, index) => {
    const later = rules.slice(index + 1).flatMap((rule) => rule.declarations);
    return declarations.filter((one) => !later.some((other) => isSame(one, other))).map(textOf);
  });

const isSame = (a: Declaration, b: Declaration) =>
  a.name === b.name && a.isImportant === b.isImportant;

const textOf = ({ text }: Declaration) => text.replace(/\s+/g, " ").trim();

function apply(html: string, edits: Edit[]): string {
  let text = "";
  let at = 0;
  for (const edit of edits.sort((a, b) => a.start - b.start)) {
    text += html.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return (text + html.slice(at)).replace(/<style[^>]*>\s*<\/style>\s*/gi, "");
}
