// Reads selectors without pseudo classes and elements, which a `style` attribute can replace
// (Selectors Level 4).
import type { Element } from "./tree.ts";

export interface Selector {
  text: string;
  /**
   * The specificity (section 17) counts ids, then classes and attributes, then types, in one number
   * that sorts.
   */
  specificity: number;
  matches(element: Element): boolean;
}

/**
 * A part of a selector, such as `td.total` in `tr > td.total`: its conditions on one element, and
 * how that element relates to the one before.
 */
interface Compound {
  combinator: string;
  tests: Test[];
}
interface Test {
  weight: number;
  passes(element: Element): boolean;
}

const NAME = String.raw`(?:[-\w\u0080-\uffff]|\\[^\da-f])+`;
const VALUE = `"[^"]*"|'[^']*'|${NAME}`;
const ATTRIBUTE = String.raw`\[\s*(${NAME})\s*(?:([~|^$*]?=)\s*(${VALUE})\s*([is]?)\s*)?\]`;
const TEST = new RegExp(String.raw`([#.]?)(${NAME})|\*|${ATTRIBUTE}`, "gi");
const COMPOUND = new RegExp(
  String.raw`(\s*[>+~]\s*|\s+|^)((?:${NAME}|\*)?(?:[#.]${NAME}|${ATTRIBUTE})*)`,
  "iy",
);

/** Returns `undefined` for a selector with a pseudo class or element, and for an invalid one. */
export function readSelector(text: string): Selector | undefined {
  const compounds: Compound[] = [];
  for (let at = 0; at < text.length; at = COMPOUND.lastIndex) {
    COMPOUND.lastIndex = at;
    const [, space = "", compound] = COMPOUND.exec(text) ?? [];
    const combinator = space.trim() || (space && " ");
    if (!compound || (combinator && at === 0)) return undefined;
    compounds.push({ combinator, tests: [...compound.matchAll(TEST)].map(readTest) });
  }
  if (compounds.length === 0) return undefined;
  const tests = compounds.flatMap(({ tests }) => tests);
  const specificity = tests.reduce((sum, { weight }) => sum + weight, 0);
  return { text, specificity, matches: (element) => matches(element, compounds) };
}

function readTest([, mark, name, attribute, operator, value, flag]: RegExpExecArray): Test {
  if (attribute !== undefined) {
    const own = value?.replace(/^(["'])(.*)\1$/s, "$2");
    return { weight: 1e3, passes: attributeTest(attribute.toLowerCase(), operator, own, flag) };
  }
  if (name === undefined) return { weight: 0, passes: () => true };
  if (mark === "#") return { weight: 1e6, passes: attributeTest("id", "=", name) };
  if (mark === ".") return { weight: 1e3, passes: attributeTest("class", "~=", name) };
  const tag = name.toLowerCase();
  return { weight: 1, passes: (element) => element.name === tag };
}

function attributeTest(name: string, operator = "", text = "", flag = "") {
  const value = text.replace(/\\(.)/gs, "$1");
  const isLoose = flag ? /i/i.test(flag) : ANY_CASE.has(name);
  const as = (text: string) => (isLoose ? text.toLowerCase() : text);
  return ({ attribs }: Element) =>
    Object.hasOwn(attribs, name) &&
    (operator === "" || COMPARE[operator]?.(as(attribs[name] as string), as(value)) === true);
}

/** Section 6.2: an empty value matches nothing. */
const COMPARE: Record<string, (own: string, value: string) => boolean> = {
  "=": (own, value) => own === value,
  "~=": (own, value) => value !== "" && own.split(/\s+/).includes(value),
  "|=": (own, value) => own === value || own.startsWith(`${value}-`),
  "^=": (own, value) => value !== "" && own.startsWith(value),
  "$=": (own, value) => value !== "" && own.endsWith(value),
  "*=": (own, value) => value !== "" && own.includes(value),
};

/**
 * The attributes in the HTML standard's list (4.16.2) that mails have; the case of their values
 * does not matter.
 */
const ANY_CASE = new Set(
  "align alink axis bgcolor charset clear color dir face frame http-equiv hreflang lang language link media method nowrap rel rules scope shape target text type valign valuetype vlink".split(
    " ",
  ),
);

function matches(element: Element, compounds: Compound[]): boolean {
  const { combinator, tests } = compounds.at(-1) as Compound;
  if (!tests.every((test) => test.passes(element))) return false;
  if (!combinator) return true;
  const before = compounds.slice(0, -1);
  return RELATED[combinator]?.(element).some((other) => matches(other, before)) === true;
}

const chain = (element: Element, next: "parent" | "prev"): Element[] => {
  const found: Element[] = [];
  for (let one = element[next]; one; one = one[next]) found.push(one);
  return found;
};

const RELATED: Record<string, (element: Element) => Element[]> = {
  " ": (element) => chain(element, "parent"),
  ">": ({ parent }) => (parent ? [parent] : []),
  "+": ({ prev }) => (prev ? [prev] : []),
  "~": (element) => chain(element, "prev"),
};
