/** The options of a field in PocketBase's JSON. */
export type FieldOptions = Readonly<Record<string, unknown>>;

/** Returns the value of an option that is a number or is not set. */
export const numberOf = (option: unknown) => (typeof option === "number" ? option : undefined);

/** Returns the value of an option that is a list of texts or is not set. */
export const stringsOf = (option: unknown) => (Array.isArray(option) ? (option as string[]) : []);
