// The runtime (goja) gives a pattern to Go's engine, whose time grows with the length of the text
// alone. For what Go does not know, it takes an engine that backtracks without a limit:
// lookarounds, backreferences, named groups, \S in brackets, and large counts (parser/regexp.go and
// builtin_regexp.go there). This file writes such a pattern in another way, or refuses it.
import type { Expression } from "./expression.ts";
import { refuseLargeCounts, rewritten, tokensOf } from "./tokens.ts";

/** A piece of one alternative of a pattern: a lookaround with its content, or any other text. */
interface Part {
  look: string | undefined;
  text: string;
}
/** An expression, and whether it has to match. */
type Condition = [expression: RegExp, wanted: boolean];

/** Compiles a pattern for Go's engine. Throws for what that engine cannot do, and says why. */
export function linearExpression(pattern: string): Expression {
  const tokens = tokensOf(pattern);
  refuseLargeCounts(tokens);
  const alternatives = alternativesOf(tokens);
  if (!alternatives.flat().some(({ look }) => look)) {
    return expression(alternatives.map(textOf).join("|"));
  }
  const conditions = alternatives.map(conditionsOf);
  return {
    test: (text) =>
      conditions.some((all) => all.every(([one, wanted]) => one.test(text) === wanted)),
  };
}

const expression = (text: string) => new RegExp(text, "u");
const textOf = (parts: Part[]) => parts.map(({ text }) => text).join("");

/** Splits a pattern at each "|" that is in no group. */
function alternativesOf(tokens: string[]): Part[][] {
  const alternatives: Part[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    const look = /^\(\?<?[=!]/.test(token) ? token : undefined;
    if (look && depth > 0) throw misplaced(look);
    if (token === "|" && depth === 0) {
      alternatives.push([]);
      continue;
    }
    const parts = alternatives[alternatives.length - 1] as Part[];
    if (depth === 0) parts.push({ look, text: "" });
    if (token.startsWith("(")) depth++;
    if (token === ")") depth--;
    const part = parts[parts.length - 1] as Part;
    const isBracketOfLook = look || (part.look && depth === 0);
    if (!isBracketOfLook) part.text += rewritten(token);
  }
  return alternatives;
}

/**
 * A lookahead beside a leading `^` looks at the text from its beginning, and a lookbehind beside a
 * final `$` at the text up to its end. So each is an expression of its own, and the time of each is
 * linear.
 */
function conditionsOf(parts: Part[]): Condition[] {
  const begin = runOf(parts, ["^", "(?=", "(?!"]);
  const end = runOf(parts.slice(begin.length).reverse(), ["$", "(?<=", "(?<!"]);
  const middle = parts.slice(begin.length, parts.length - end.length);
  const [from, to] = [anchorOf(begin), anchorOf(end)];
  const misfit = [...(from ? [] : begin), ...middle, ...(to ? [] : end)].find(({ look }) => look);
  if (misfit) throw misplaced(String(misfit.look));
  const looks = (run: Part[]) => run.filter(({ look }) => look);
  const wanted = ({ look }: Part) => look?.endsWith("=") === true;
  return [
    [expression(`${from}(?:${textOf(middle)})${to}`), true],
    ...looks(begin).map((part): Condition => [expression(`^(?:${part.text})`), wanted(part)]),
    ...looks(end).map((part): Condition => [expression(`(?:${part.text})$`), wanted(part)]),
  ];
}

/** The parts at the beginning that match no character. */
function runOf(parts: Part[], kinds: string[]): Part[] {
  const length = parts.findIndex(({ look, text }) => !kinds.includes(look ?? text));
  return length < 0 ? parts : parts.slice(0, length);
}

/** `^` or `$`, `""` when the run has none. */
const anchorOf = (run: Part[]) => run.find(({ look }) => !look)?.text ?? "";

const misplaced = (look: string) =>
  new Error(
    `${look}…) stands where its time may grow without limit. Write a lookahead right behind a leading ^, a lookbehind right before a final $, or check this in code`,
  );
