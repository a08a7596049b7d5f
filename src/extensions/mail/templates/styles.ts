// The rules of a <style>, parted into what can be written into elements and what must stay.
import type { CssNode, Rule, Selector } from "css-tree";
import parse from "css-tree/parser";

export interface StyleRule {
  selector: string;
  /** Selectors Level 4, section 17: ids, classes and attributes, types; as one number that sorts. */
  specificity: number;
  declarations: Declaration[];
}

export interface Declaration {
  name: string;
  text: string;
  isImportant: boolean;
}

interface Styles {
  /** For elements, one for each selector. */
  rules: StyleRule[];
  /** What no `style` attribute can say: at-rules such as `@media`, and whatever has a pseudo class or element in it. */
  rest: string;
}

/** By text: a layout's is the same for every message. */
const cache = new Map<string, Styles>();

export function readStyles(css: string): Styles {
  const known = cache.get(css) ?? parseStyles(css);
  cache.set(css, known);
  return known;
}

function parseStyles(css: string): Styles {
  const sheet = parse(css, { positions: true, parseValue: false, parseCustomProperty: false });
  const rules: StyleRule[] = [];
  const rest: string[] = [];
  for (const node of childrenOf(sheet)) {
    const own = node.type === "Rule" ? rulesOf(node, css) : undefined;
    if (own) rules.push(...own);
    else if (node.type === "Rule" || node.type === "Atrule") rest.push(textOf(node, css));
  }
  return { rules, rest: rest.join("\n") };
}

/** `undefined` for a rule that must stay as a whole. */
function rulesOf({ prelude, block }: Rule, css: string): StyleRule[] | undefined {
  const selectors = childrenOf(prelude);
  const body = childrenOf(block);
  const isPlain =
    selectors.every((one) => one.type === "Selector" && !childrenOf(one).some(isPseudo)) &&
    body.every(({ type }) => type === "Declaration" || type === "Comment");
  if (prelude.type !== "SelectorList" || !isPlain) return undefined;
  const declarations = body.flatMap((node) =>
    node.type === "Declaration"
      ? [{ name: node.property, text: textOf(node, css), isImportant: Boolean(node.important) }]
      : [],
  );
  return selectors.map((selector) => ({
    selector: textOf(selector, css),
    specificity: specificityOf(selector as Selector),
    declarations,
  }));
}

const isPseudo = ({ type }: CssNode) => type.startsWith("Pseudo") || type === "NestingSelector";

const WEIGHTS: Record<string, number> = {
  IdSelector: 1e6,
  ClassSelector: 1e3,
  AttributeSelector: 1e3,
  TypeSelector: 1,
};

const specificityOf = (selector: Selector) =>
  childrenOf(selector).reduce(
    (sum, node) =>
      sum + (node.type === "TypeSelector" && node.name === "*" ? 0 : (WEIGHTS[node.type] ?? 0)),
    0,
  );

const childrenOf = (node: CssNode): CssNode[] =>
  "children" in node && node.children ? [...(node.children as Iterable<CssNode>)] : [];

const textOf = ({ loc }: CssNode, css: string) =>
  loc ? css.slice(loc.start.offset, loc.end.offset) : "";
