// What a VM knows of a collection's fields is valid until the schema changes. The version is in
// `$app.store()`, the only memory that VMs share. Reading it costs a tenth of reading
// `collection.updated`.
export const KEY = "pocketbundle.schema";
let read: ((key: string) => string | undefined) | undefined;

/**
 * Returns what another VM has noted about a collection, because a fresh VM takes milliseconds to
 * read it from Go. Returns `undefined` when no VM has noted it since the schema changed. `what`
 * contains the collection's name.
 */
export function recall(what: string, version: string): string | undefined {
  const noted = String($app.store().get(KEY + what));
  return noted.startsWith(`${version} `) ? noted.slice(version.length + 1) : undefined;
}

/**
 * `version` is the one from before the text was read, because the schema may change during the
 * reading.
 */
export const note = (what: string, version: string, text = "") =>
  $app.store().set(KEY + what, `${version} ${text}`);

/** The text changes with every change of a collection that the config names. */
export function schemaVersion(): string {
  read ??= $app.store().get as (key: string) => string | undefined;
  return read(KEY) ?? "";
}
