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

/** A rule or an at-rule. */
export interface StylePart {
  /** One for each selector; none of what no `style` attribute can say: at-rules, pseudo classes and elements. */
  rules: StyleRule[];
  /** What stays of it when of its rules only these do. */
  rest(rules: StyleRule[]): string;
}

/** By text: a layout's is the same for every message. */
const cache = new Map<string, StylePart[]>();

export function readStyles(css: string): StylePart[] {
  const known = cache.get(css) ?? parseStyles(css);
  cache.set(css, known);
  return known;
}

const parseStyles = (css: string): StylePart[] =>
  childrenOf(
    parse(css, { positions: true, parseValue: false, parseCustomProperty: false }),
  ).flatMap((node) => {
    if (node.type !== "Rule" && node.type !== "Atrule") return [];
    if (node.type === "Rule" && isPlain(node)) return [plainPart(node, css)];
    return [{ rules: [], rest: () => textOf(node, css) }];
  });

const isPlain = ({ prelude, block }: Rule) =>
  childrenOf(prelude).every((one) => one.type === "Selector" && !childrenOf(one).some(isPseudo)) &&
  childrenOf(block).every(({ type }) => type === "Declaration" || type === "Comment") &&
  prelude.type === "SelectorList";

function plainPart({ prelude, block }: Rule, css: string): StylePart {
  const declarations = childrenOf(block).flatMap((node) =>
    node.type === "Declaration"
      ? [{ name: node.property, text: textOf(node, css), isImportant: Boolean(node.important) }]
      : [],
  );
  const rules = childrenOf(prelude).map((selector) => ({
    selector: textOf(selector, css),
    specificity: specificityOf(selector as Selector),
    declarations,
  }));
  const rest = (some: StyleRule[]) =>
    some.length > 0
      ? `${some.map(({ selector }) => selector).join(", ")} ${textOf(block, css)}`
      : "";
  return { rules, rest };
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
