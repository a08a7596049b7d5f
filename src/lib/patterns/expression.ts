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
export const expressionOf = (pattern: string): Expression =>
  NEEDS_REWRITING.test(pattern)
    ? lazy(import("./linear.ts")).linearExpression(pattern)
    : new RegExp(pattern, "u");
