/** A pattern that is ready to test texts. */
export interface Expression {
  test(text: string): boolean;
}

/** Finds what linear.ts has to rewrite, or to refuse. It may find more, and misses nothing. */
const NEEDS_REWRITING = /\(\?[^:]|\\[1-9k]|\[.*\\S/s;

/**
 * Compiles a pattern (flag `u`) whose time grows with the length of the text and no faster. Throws
 * for a pattern that cannot be compiled so; start-up has refused it then.
 */
export function expressionOf(pattern: string): Expression {
  const expression: Expression = NEEDS_REWRITING.test(pattern)
    ? lazy(import("./linear.ts")).linearExpression(pattern)
    : new RegExp(pattern, "u");
  const counts = pattern.match(/\d+(?=\})/g);
  if (!counts) return expression;
  const longest = MAX_STEPS / counts.reduce((product, count) => product * Math.max(1, +count), 1);
  return { test: (text) => text.length < longest && expression.test(text) };
}

/**
 * Go's engine repeats a part for each count at each character, so counts have a longest text: a
 * million characters for {50}. More steps would take more than half a second.
 */
const MAX_STEPS = 50_000_000;
