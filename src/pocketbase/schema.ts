// What a VM has learned of a collection's fields holds until the schema changes. VMs share no memory but
// `$app.store()`, so the version lies there: asking it costs a tenth of reading `collection.updated`.
export const KEY = "pocketbundle.schema";
let read: ((key: string) => string | undefined) | undefined;

/**
 * What one VM has found out about a collection, for all others: reading it from Go again costs a fresh VM milliseconds.
 * `undefined` for what nobody has noted since the schema changed. `what` has the collection's name in it.
 */
export function recall(what: string, version: string): string | undefined {
  const noted = String($app.store().get(KEY + what));
  return noted.startsWith(`${version} `) ? noted.slice(version.length + 1) : undefined;
}

/** `version` is the one that was there before the text was found out: it may have changed meanwhile. */
export const note = (what: string, version: string, text = "") =>
  $app.store().set(KEY + what, `${version} ${text}`);

/** Another text after every change of a collection that the config names. */
export function schemaVersion(): string {
  read ??= $app.store().get as (key: string) => string | undefined;
  return read(KEY) ?? "";
}
