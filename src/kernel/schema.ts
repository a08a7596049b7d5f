// What a VM has learned of a collection's fields holds until the schema changes. VMs share no memory but
// `$app.store()`, so the version lies there: asking it costs a tenth of reading `collection.updated`.
export const KEY = "pocketbundle.schema";
let read: ((key: string) => string | undefined) | undefined;

/** Another text after every change of a collection that the config names. */
export function schemaVersion(): string {
  read ??= $app.store().get as (key: string) => string | undefined;
  return read(KEY) ?? "";
}
