// Finds the `!important` declarations of a <style> that an inlined one must not beat: `!important`
// in a `style` attribute wins over every rule of a <style>, also over one in a @media.
import { readSelector } from "./selectors.ts";
import { readRules, type StylePart } from "./styles.ts";
import type { Element } from "./tree.ts";

/** An important declaration of a rule that stays in a <style>. */
export interface Override {
  /** The name of the property. */
  name: string;
  specificity: number;
  /** Its place in the document, among all parts. */
  order: number;
  mayMatch(element: Element): boolean;
}

/** A pseudo element is not the element itself. */
const PSEUDO_ELEMENT = /::|:(?:before|after|first-line|first-letter)\b/i;
const PSEUDO_CLASS = /:[-\w]+(?:\([^()]*\))?/g;
/** The specificity of a pseudo class (Selectors Level 4, section 17). */
const CLASS_WEIGHT = 1e3;

/** Returns the important declarations of a part, including those in its @media and the like. */
export const overridesOf = ({ prelude, block }: StylePart, order: number): Override[] =>
  readRules(prelude, block).flatMap(({ selector, declarations }) => {
    const names = declarations.filter((one) => one.isImportant).map(({ name }) => name);
    if (names.length === 0 || PSEUDO_ELEMENT.test(selector)) return [];
    const subject = subjectOf(selector);
    return names.map((name) => ({ name, order, ...subject }));
  });

/**
 * Only the last part of a selector is compared, without its pseudo classes: a mail program may put
 * `[data-ogsc]` or `.dark` around the mail, and an element may be hovered. A selector that cannot
 * be read may match anything.
 */
function subjectOf(text: string): Pick<Override, "specificity" | "mayMatch"> {
  const classes = text.match(PSEUDO_CLASS)?.length ?? 0;
  const plain = text.replace(/(^|[\s>+~])(?=:)/g, "$1*").replace(PSEUDO_CLASS, "");
  const whole = readSelector(plain);
  const subject = readSelector(plain.split(/[\s>+~]+/).at(-1) ?? "");
  return {
    specificity: (whole?.specificity ?? 0) + classes * CLASS_WEIGHT,
    mayMatch: (element) => !whole || !subject || subject.matches(element),
  };
}

/** Whether two properties set the same thing: `margin` and `margin-left`, `font` and `line-height`. */
export const areRelated = (a: string, b: string): boolean => groupOf(a) === groupOf(b);

function groupOf(name: string): string {
  if (name.startsWith("--")) return name;
  if (name === "line-height") return "font";
  return name.replace(/^-[a-z]+-/, "").split("-", 1)[0] ?? name;
}
