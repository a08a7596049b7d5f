// `$app.store()` is the memory that all VMs of a process share, and it holds texts. So a text that
// takes long to make, such as the code of rules, is made once.

const PREFIX = "pocketbundle.text ";

/**
 * Returns a shared text, which the first VM that needs it makes. `key` holds everything that the
 * text is made of, so a text of an earlier config is never found.
 */
export function sharedText(key: string, make: () => string): string {
  const known = $app.store().get(PREFIX + key);
  if (typeof known === "string") return known;
  const text = $forgetting(make);
  shareText(key, text);
  return text;
}

export const shareText = (key: string, text: string): void => $app.store().set(PREFIX + key, text);
