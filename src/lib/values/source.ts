// Rules are source text, because goja takes longer to call a function than to compare two numbers.
// So the tests of a whole record are put together into one function.

/** A piece of source text, with the values that it uses. */
export interface Source {
  strings: readonly string[];
  values: readonly unknown[];
}

/**
 * A template of source text. Another piece, or a list of pieces, is inserted; a number is written
 * as it is; and any other value becomes a constant. So nothing in a config is ever read as code.
 */
export const source = (strings: TemplateStringsArray, ...values: unknown[]): Source => ({
  strings,
  values,
});

/** Returns the function of an arrow function's source. */
export function evaluate<T>(piece: Source): T {
  const constants: unknown[] = [];
  const text = textOf(piece, constants);
  const names = constants.map((_, index) => `c${index}`);
  return new Function(...names, `return ${text}`)(...constants);
}

function textOf({ strings, values }: Source, constants: unknown[]): string {
  const parts = values.map((value, index) => `${strings[index]}${partOf(value, constants)}`);
  return `${parts.join("")}${strings.at(-1)}`;
}

function partOf(value: unknown, constants: unknown[]): string {
  if (typeof value === "number") return `(${value})`;
  if (isSource(value)) return textOf(value, constants);
  if (Array.isArray(value) && value.every(isSource)) {
    return value.map((piece) => textOf(piece, constants)).join("");
  }
  const known = constants.indexOf(value);
  return `c${known < 0 ? constants.push(value) - 1 : known}`;
}

const isSource = (value: unknown): value is Source =>
  typeof value === "object" && value !== null && "strings" in value;
