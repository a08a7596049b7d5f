// Rules are source text, because goja takes longer to call a function than to compare two numbers.
// So the tests of a whole record are put together into one function. Its text is all that other VMs
// need of it.
import { Pattern } from "../patterns/pattern.ts";
import { HELPERS } from "./helpers.ts";

/** A piece of source text, with the values that it uses. */
export interface Source {
  strings: readonly string[];
  values: readonly unknown[];
}

/**
 * A template of source text. Another piece, or a list of pieces, is inserted. Numbers and texts are
 * written as literals. Lists of choices, patterns and the functions of helpers.ts become constants.
 * So nothing in a config is ever read as code.
 */
export const source = (strings: TemplateStringsArray, ...values: unknown[]): Source => ({
  strings,
  values,
});

/** The names of constants by their expressions. */
type Constants = Map<string, string>;

/** Returns the body of a function of `h` (the helpers) and `p` (which compiles a pattern). */
export function bodyOf(piece: Source): string {
  const constants: Constants = new Map();
  const text = textOf(piece, constants);
  const declared = [...constants].map(([expression, name]) => `${name}=${expression}`);
  return `${declared.length > 0 ? `const ${declared.join()};` : ""}return ${text}`;
}

function textOf({ strings, values }: Source, constants: Constants): string {
  const parts = values.map((value, index) => `${strings[index]}${partOf(value, constants)}`);
  return `${parts.join("")}${strings.at(-1)}`;
}

function partOf(value: unknown, constants: Constants): string {
  if (typeof value === "number") return `(${value})`;
  if (isSource(value)) return textOf(value, constants);
  if (Array.isArray(value) && value.every(isSource)) {
    return value.map((piece) => textOf(piece, constants)).join("");
  }
  if (typeof value === "string") return literal(value);
  const expression = expressionOf(value);
  const name = constants.get(expression) ?? `c${constants.size}`;
  constants.set(expression, name);
  return name;
}

const NAMES = new Map<unknown, string>(
  Object.entries(HELPERS).map(([name, helper]) => [helper, name]),
);

function expressionOf(value: unknown): string {
  if (value instanceof Pattern) return `p(${literal(value.source)})`;
  const name = NAMES.get(value);
  return name === undefined ? literal(value) : `h.${name}`;
}

const literal = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(literal).join()}]`;
  return typeof value === "string" ? textLiteral(value) : String(value);
};

/** JSON is JavaScript, but for two line breaks that not every runtime takes in a text. */
const textLiteral = (text: string): string =>
  JSON.stringify(text).replace(/[\u2028\u2029]/g, (character) =>
    character === "\u2028" ? "\\u2028" : "\\u2029",
  );

const isSource = (value: unknown): value is Source =>
  typeof value === "object" && value !== null && "strings" in value;
