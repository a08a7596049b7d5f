/**
 * A pattern in what a program is made of. It is compiled by expression.ts where the program is
 * evaluated. For typebox it takes the place of regular expressions (scripts/typebox.mjs).
 */
export class Pattern {
  constructor(readonly source: string) {}
}
