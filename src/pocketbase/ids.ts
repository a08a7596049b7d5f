/**
 * The id of a new row. It begins with the time, so that new rows are neighbours in the index and
 * are written together. It is no secret, so it does without PocketBase's secure random text, which
 * takes ten times as long.
 */
export const newId = (): string =>
  Date.now().toString(36).padStart(8, "0") + $security.pseudorandomString(7).toLowerCase();

/**
 * A record's id, or another text, as text of a filter. `undefined` for a text that a filter cannot
 * hold as it is. PocketBase refuses these characters in ids of any pattern (`forbiddenPKCharacters`
 * in `core/field_text.go`), but stores bytes that are no UTF-8, of which JavaScript sees U+FFFD.
 */
export const idLiteral = (id: string): string | undefined =>
  /[\0"'\\\ufffd]/.test(id) ? undefined : `'${id}'`;
