/**
 * Returns where the tag or the section begins that is not closed before `end`; `end` itself where
 * there is none. Mustache's own error has the place where it looked last.
 */
export function unclosedAt(text: string, end: number): number {
  const sections: number[] = [];
  for (let at = text.indexOf("{{"); at >= 0 && at < end; ) {
    const [start = "", type = ""] = text.slice(at, end).match(/^\{\{\s*([#^/{]?)/) ?? [];
    const close = type === "{" ? "}}}" : "}}";
    const after = text.indexOf(close, at + start.length);
    if (after < 0) return at;
    if (type === "#" || type === "^") sections.push(at);
    if (type === "/") sections.pop();
    at = text.indexOf("{{", after + close.length);
  }
  return sections.at(-1) ?? end;
}
