/** tools/inflector/inflector.go, Sentenize. */
export function sentenize(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  const [first = "", ...rest] = [...trimmed];
  const sentence = first.toUpperCase() + rest.join("");
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** tools/inflector/inflector.go, Snakecase: `X-Token` becomes `x_token`. */
export function snakecase(text: string): string {
  return text
    .split(/[\W_]+/)
    .filter(Boolean)
    .map((word) => word.replace(/(?<=[^A-Z])[A-Z]/g, (upper) => `_${upper}`))
    .join("_")
    .toLowerCase();
}
