const TOKEN =
  /\s*(&&|\|\||[()]|\?(?:!=|!~|>=|<=|[=~<>])|!=|!~|>=|<=|[=~<>]|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|-?\d+(?:\.\d+)?(?![\w.])|[@\w][\w.:@]*)/y;

/** Undefined for text with anything else in it, such as functions. */
export function tokenize(filter: string): string[] | undefined {
  const tokens: string[] = [];
  // A comment runs to the end of its line.
  const text = filter.replace(/^\s*\/\/.*$/gm, "").trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    tokens.push(match[1] as string);
  }
  const isCall = (token: string, i: number) => token === "(" && /^\w+$/.test(tokens[i - 1] ?? "");
  return tokens.some(isCall) ? undefined : tokens;
}
