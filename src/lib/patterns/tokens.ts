/**
 * The tokens of a pattern. Brackets are one token, and so is what opens a group. A part that is in
 * no token cannot be overlooked, because the last alternative takes any character.
 */
const TOKEN =
  /\\u\{[^}]*\}|\\.|\[\^?(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|<[^>]*>|:)|\{\d+(?:,\d*)?\}|./gsu;

export const tokensOf = (pattern: string): string[] => pattern.match(TOKEN) ?? [];

/** What \S stands for: every character that is no white space and no line terminator (ECMA-262). */
const NO_SPACE =
  "\\x00-\\x08\\x0e-\\x1f!-\\x9f\\xa1-\\u167f\\u1681-\\u1fff\\u200b-\\u2027\\u202a-\\u202e\\u2030-\\u205e\\u2060-\\u2fff\\u3001-\\ufefe\\uff00-\\u{10ffff}";

/** The token as Go's engine takes it. Throws for what has no such form. */
export function rewritten(token: string): string {
  if (token.startsWith("(?<")) return "(?:";
  if (token.startsWith("[")) return token.replace(/\\./gsu, inBrackets);
  refuseEscape(token);
  return token;
}

function inBrackets(token: string): string {
  refuseEscape(token);
  return token === "\\S" ? NO_SPACE : token;
}

function refuseEscape(token: string) {
  if (/^\\[pP]/.test(token)) {
    throw new Error(
      `this server's runtime reads ${token}{…} as a text: list the characters instead, such as [A-Za-zÀ-ÿ]`,
    );
  }
  if (/^\\[1-9k]/.test(token)) {
    throw new Error(`${token} refers back, which may take time without limit: check this in code`);
  }
}

/** How often Go's engine may repeat a part, all counts around it multiplied. */
const MAX_COUNT = 1000;

export function refuseLargeCounts(tokens: string[]) {
  // The product of the counts of each open group's parts, the greatest of them, and of the last.
  const groups = [{ greatest: 1, last: 1 }];
  for (const token of tokens) {
    let group = groups[groups.length - 1] as (typeof groups)[number];
    const [, min, max] = /^\{(\d+),?(\d*)\}$/.exec(token) ?? [];
    if (token.startsWith("(")) groups.push({ greatest: 1, last: 1 });
    else if (token === ")" && groups.length > 1) {
      const { greatest } = groups.pop() as typeof group;
      group = groups[groups.length - 1] as typeof group;
      group.last = greatest;
    } else if (min !== undefined) group.last *= Math.max(1, Number(max || min));
    else group.last = 1;
    group.greatest = Math.max(group.greatest, group.last);
    if (group.greatest <= MAX_COUNT) continue;
    throw new Error(
      `counts above ${MAX_COUNT}, or groups that repeat a part as often, may take time without limit: use minLength and maxLength, or check this in code`,
    );
  }
}
