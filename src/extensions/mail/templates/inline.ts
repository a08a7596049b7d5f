import type { Source } from "./files.ts";
import { areRelated, type Override, overridesOf } from "./overrides.ts";
import {
  type Declaration,
  IMPORTANT,
  readStyles,
  type StylePart,
  type StyleRule,
} from "./styles.ts";
import { type Element, elementsOf } from "./tree.ts";

interface Edit {
  start: number;
  end: number;
  text: string;
}

interface Style {
  /** The start and end of its content. */
  start: number;
  end: number;
  parts: StylePart[];
  isInlined: boolean;
}

/**
 * Writes the rules of each `<style>` into the elements that they match, because many mail programs
 * drop a `<style>`. A rule that a `style` attribute cannot express stays in the `<style>`. So does
 * a rule that matches no element: it is for the page that a mail program puts around the mail. The
 * rest of the text is not changed.
 */
export function inlineStyles({ text: html }: Source): string {
  const elements = elementsOf(html);
  const styles = elements.flatMap(readStyle);
  const inlinable = styles.filter(({ isInlined }) => isInlined).flatMap(({ parts }) => parts);
  const found = matches(
    elements,
    inlinable.flatMap(({ rules }) => rules),
  );
  const inlined = new Set([...found.values()].flat());
  const isBeaten = beating(styles, inlined);
  const edits = [...found].map(([element, own]) => styleEdit(element, own, isBeaten));
  // When a class or id is a value, it is known only when the mail is sent, so all rules also stay.
  if (!elements.some(hasValue)) {
    const rest = ({ rules, rest }: StylePart) => rest(rules.filter((rule) => !inlined.has(rule)));
    for (const { start, end, parts, isInlined } of styles) {
      if (isInlined) edits.push({ start, end, text: parts.map(rest).filter(Boolean).join("\n") });
    }
  }
  return apply(html, edits);
}

const hasValue = ({ attribs }: Element) => `${attribs.class} ${attribs.id}`.includes("{{");

function readStyle({ name, attribs, children: [content] }: Element): Style[] {
  if (name !== "style" || content?.type !== "text") return [];
  const { data, start, end } = content;
  // With values in it, a medium of its own, or `data-keep`, it is not changed.
  const isInlined =
    attribs.media === undefined && attribs["data-keep"] === undefined && !data.includes("{{");
  return [{ start, end, parts: readStyles(data), isInlined }];
}

type IsBeaten = (declaration: Declaration, rule: StyleRule, element: Element) => boolean;

/**
 * Says whether an important declaration loses to one of a rule that stays, where that rule applies.
 * Then it is inlined without its `!important`, or the rule could not win any more.
 */
function beating(styles: Style[], inlined: Set<StyleRule>): IsBeaten {
  const order = new Map<StyleRule, number>();
  const overrides: Override[] = [];
  let place = 0;
  for (const { parts, isInlined } of styles) {
    for (const part of parts) {
      place++;
      for (const rule of part.rules) order.set(rule, place);
      const stays = !isInlined || !part.rules.some((rule) => inlined.has(rule));
      if (stays) overrides.push(...overridesOf(part, place));
    }
  }
  return ({ name, isImportant }, rule, element) =>
    isImportant &&
    overrides.some(
      (one) =>
        areRelated(one.name, name) &&
        (one.specificity - rule.selector.specificity || one.order - (order.get(rule) ?? 0)) > 0 &&
        (hasValue(element) || one.mayMatch(element)),
    );
}

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
 * works in it. Behind it is only what was important and may not say so here.
 */
function styleEdit(element: Element, rules: StyleRule[], isBeaten: IsBeaten): Edit {
  const own = element.attributes.find(({ name }) => name === "style");
  const all = declarations(rules);
  const weak = all.filter((one) => isBeaten(one, one.rule, element));
  const css = [
    ...all.filter((one) => !weak.includes(one)).map(textOf),
    ...(own?.value.trim() ? [own.value.trim().replace(weak.length > 0 ? /;$/ : "", "")] : []),
    ...weak.map((one) => textOf(one).replace(IMPORTANT, "")),
  ].join("; ");
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
const declarations = (rules: StyleRule[]): (Declaration & { rule: StyleRule })[] =>
  rules.flatMap((rule, index) => {
    const later = rules.slice(index + 1).flatMap((rule) => rule.declarations);
    return rule.declarations
      .filter((one) => !later.some((other) => isSame(one, other)))
      .map((one) => ({ ...one, rule }));
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
