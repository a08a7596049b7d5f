/** Puts the parameters of an error into the text of its message: `At most {max}.` */
export function fillMessage(message: string, params: Record<string, unknown> = {}): string {
  // The bounds of a date are parameters of their own.
  const known: Record<string, unknown> = { ...params, ...(params.date as object | undefined) };
  return message.replace(/\{(\w+)\}/g, (placeholder, name) => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    if (value === undefined) return placeholder;
    return Array.isArray(value) ? value.join(", ") : String(value);
  });
}
