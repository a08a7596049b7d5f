const TOKEN =
  /\s*(&&|\|\||[()]|\?(?:!=|!~|>=|<=|[=~<>])|!=|!~|>=|<=|[=~<>]|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|-?\d+(?:\.\d+)?(?![\w.])|[@\w][\w.:@]*)/y;

/** A comment outside of quotes, up to the end of its line. */
const COMMENT = /('(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")|\/\/.*/g;

/** Returns undefined for a text that contains anything else, such as functions. */
export function tokenize(filter: string): string[] | undefined {
  const tokens: string[] = [];
  const text = filter.replace(COMMENT, "$1").trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    tokens.push(match[1] as string);
  }
  const isCall = (token: string, i: number) => token === "(" && /^\w+$/.test(tokens[i - 1] ?? "");
  return tokens.some(isCall) ? undefined : tokens;
}
