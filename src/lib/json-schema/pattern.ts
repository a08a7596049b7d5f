/**
 * Takes the place of the library's regular expressions (scripts/typebox.mjs). They are compiled by
 * patterns/expression.ts where a program is evaluated, so the library needs their texts only.
 */
export class Pattern {
  constructor(readonly source: string) {}
}
