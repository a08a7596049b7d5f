const TOKEN =
  /\s*(&&|\|\||[()]|!=|!~|>=|<=|[=~<>]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\{:\w+\}|-?\d+(?:\.\d+)?|@?[\w.:@]+)/y;

/** Undefined for text with anything else in it, such as functions and `?=`. */
export function tokenize(filter: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const text = filter.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    tokens.push(match[1] as string);
  }
  const isCall = (token: string, i: number) => token === "(" && /^\w+$/.test(tokens[i - 1] ?? "");
  return tokens.some(isCall) ? undefined : tokens;
}
