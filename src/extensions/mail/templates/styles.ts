// Splits the rules of a <style> into those that can be written into elements and those that must
// stay (CSS Syntax Module, level 3).
import { readSelector, type Selector } from "./selectors.ts";

export interface StyleRule {
  selector: Selector;
  declarations: Declaration[];
}

export interface Declaration {
  name: string;
  text: string;
  isImportant: boolean;
}

/** A rule or an at-rule. */
export interface StylePart {
  /** The selectors, or the text from an @ on. */
  prelude: string;
  /** The block with its braces. */
  block: string | undefined;
  /**
   * One rule for each selector. The list is empty for at-rules, pseudo classes and pseudo elements,
   * which a `style` attribute cannot express.
   */
  rules: StyleRule[];
  /** Returns the text that stays when only these rules stay. */
  rest(rules: StyleRule[]): string;
}

/** The parts by text, because a layout's `<style>` is the same for every message. */
const cache = new Map<string, StylePart[]>();

export function readStyles(css: string): StylePart[] {
  const known = cache.get(css) ?? statements(css).map(readStatement);
  cache.set(css, known);
  return known;
}

type Statement = Pick<StylePart, "prelude" | "block">;

function statements(css: string): Statement[] {
  const found: Statement[] = [];
  let start = 0;
  let open: number | undefined;
  const endAt = (end: number, closing = "") => {
    const prelude = withoutComments(css.slice(start, open ?? end));
    const block = open === undefined ? undefined : css.slice(open, end) + closing;
    if (prelude) found.push({ prelude, block });
    start = end;
    open = undefined;
  };
  for (const { mark, at } of outermost(css)) {
    if (mark === "{") open = at;
    else if (mark === "}" && open !== undefined) endAt(at + 1);
    else if (mark === ";" && withoutComments(css.slice(start, at)).startsWith("@")) endAt(at + 1);
  }
  endAt(css.length, "}");
  return found;
}

function readStatement({ prelude, block }: Statement): StylePart {
  const own = { prelude, block };
  if (block === undefined) return { ...own, rules: [], rest: () => prelude };
  const selectors = split(prelude, ",").map(readSelector);
  const declarations = declarationsOf(block);
  if (!selectors.every(isDefined) || !declarations.every(isDefined)) {
    return { ...own, rules: [], rest: () => `${prelude} ${block}` };
  }
  const rest = (some: StyleRule[]) =>
    some.length > 0 ? `${some.map(({ selector }) => selector.text).join(", ")} ${block}` : "";
  return { ...own, rules: selectors.map((selector) => ({ selector, declarations })), rest };
}

/** Returns the rules of a statement, and those in an at-rule such as @media, at any depth. */
export function readRules(
  prelude: string,
  block = "",
): { selector: string; declarations: Declaration[] }[] {
  if (/^@(?!media|supports|layer|container|document|-moz-document)/i.test(prelude)) return [];
  if (prelude.startsWith("@")) {
    return statements(block.slice(1, -1)).flatMap((one) => readRules(one.prelude, one.block));
  }
  const declarations = declarationsOf(block).filter(isDefined);
  return split(prelude, ",").map((selector) => ({ selector, declarations }));
}

const declarationsOf = (block: string) =>
  split(block.slice(1, -1), ";").filter(Boolean).map(readDeclaration);

const isDefined = <Value>(value: Value | undefined): value is Value => value !== undefined;

/** Returns `undefined` for anything else, such as a rule within the rule. */
function readDeclaration(text: string): Declaration | undefined {
  const [, name] = /^([^\s:;{}()'"@]+)\s*:[^{]*$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { name: name.toLowerCase(), text, isImportant: IMPORTANT.test(text) };
}

export const IMPORTANT = /\s*!\s*important$/i;

function split(css: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { mark, at } of outermost(css)) {
    if (mark !== separator) continue;
    parts.push(css.slice(start, at));
    start = at + 1;
  }
  return [...parts, css.slice(start)].map(withoutComments);
}

const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)|<!--|-->/g;
const withoutComments = (css: string) => css.replace(COMMENT, "").trim();

const TOKEN =
  /\/\*[\s\S]*?(?:\*\/|$)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|\\[\s\S]|[{}()[\],;]/g;
const CLOSES: Record<string, string> = { "{": "}", "(": ")", "[": "]" };

/**
 * Yields the commas, semicolons and braces that are in no comment, text or bracket. For a block, it
 * yields both braces.
 */
function* outermost(css: string): Generator<{ mark: string; at: number }> {
  const closing: string[] = [];
  for (const { 0: mark, index: at } of css.matchAll(TOKEN)) {
    const isOuter = closing.length === 0;
    const close = CLOSES[mark];
    if (close) closing.push(close);
    else if (mark === closing.at(-1)) closing.pop();
    if (isOuter || closing.length === 0) yield { mark, at };
  }
}
