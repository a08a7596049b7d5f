/** Returns `extensions[0].routes` or `mail.messages["order-placed"].to`. */
export function formatPath(keys: (string | number)[]): string {
  return keys
    .map((key) => {
      if (typeof key === "number") return `[${key}]`;
      return /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    })
    .join("")
    .replace(/^\./, "");
}
