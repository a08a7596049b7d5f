const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** The id of a new row. Not a secret: PocketBase's secure random takes ten times as long, on hot paths. */
export const newId = (): string => $security.pseudorandomStringWithAlphabet(15, ALPHABET);
