/**
 * The deepest nesting of lists and objects in a text of another party. The runtime's `JSON.parse`
 * recurses without a limit: 1 MB of `[` takes 480 MB of memory.
 */
export const MAX_DEPTH = 64;

/** Parses JSON of another party. Throws a `SyntaxError` for invalid JSON, and for deep JSON. */
export function parseBounded(json: string): unknown {
  if (isDeep(json)) throw new SyntaxError(`JSON is nested more than ${MAX_DEPTH} levels deep.`);
  return JSON.parse(json);
}

/** Whether JSON is nested too deeply. Texts that are no JSON may be taken for deep. */
export function isDeep(json: string): boolean {
  // Few texts have so many brackets, and this search is native code.
  if (count(json, "[") + count(json, "{") <= MAX_DEPTH) return false;
  const brackets = json.replace(/"(?:[^"\\]|\\[\s\S])*"|[^"[\]{}]+/g, "");
  let depth = 0;
  for (let i = 0; i < brackets.length && depth <= MAX_DEPTH; i++) {
    const bracket = brackets[i];
    if (bracket === "[" || bracket === "{") depth++;
    else if (bracket !== '"') depth--;
  }
  return depth > MAX_DEPTH;
}

/** Counts up to one more than is allowed. */
function count(text: string, bracket: string): number {
  let found = 0;
  let at = text.indexOf(bracket);
  while (at >= 0 && found <= MAX_DEPTH) {
    found++;
    at = text.indexOf(bracket, at + 1);
  }
  return found;
}
