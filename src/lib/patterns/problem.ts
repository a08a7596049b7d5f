import { linearExpression } from "./linear.ts";

/**
 * Escapes that goja takes for the letter itself, although they mean more elsewhere: `\p{L}`, `\A`,
 * `\z`, `\h`, and the like. With flag `u`, the standard forbids all of them except `\p` and `\P`.
 * The second alternative is a class of POSIX, such as `[[:alpha:]]`.
 */
const MISREAD =
  /(?:^|[^\\])(?:\\\\)*(\\(?![bBdDsSwWfnrtv]|c[A-Za-z]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|u\{[\da-fA-F]+\}|k<)[A-Za-z]|\[\[:)/;

/**
 * Returns why a regular expression is refused: it does not compile, it has another meaning in goja
 * than elsewhere, or its time would not grow with the length of the text alone.
 */
export function patternProblem(source: string): string | undefined {
  const [, misread] = MISREAD.exec(source) ?? [];
  if (misread) {
    return `This server's runtime reads ${misread} as the text "${misread.replace("\\", "")}": write what is meant, for example ^ and $, or the characters in a list such as [A-Za-zÀ-ÿ]. Got: ${source}`;
  }
  try {
    new RegExp(source, "u");
    linearExpression(source);
    return undefined;
  } catch (error) {
    return `Not a regular expression that can be used (flag u): ${error instanceof Error ? error.message : error}. Got: ${source}`;
  }
}
