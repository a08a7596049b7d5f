// Fields of the collections that the bundle itself makes, as PocketBase's JSON has them.

/** `max` is in characters; PocketBase's own default is 5000. */
export const text = (name: string, max?: number) => ({ type: "text", name, ...(max && { max }) });
export const number = (name: string) => ({ type: "number", name });
export const bool = (name: string) => ({ type: "bool", name });
export const date = (name: string) => ({ type: "date", name });
export const json = (name: string) => ({ type: "json", name, maxSize: 50_000_000 });
export const select = (name: string, values: readonly string[]) => ({
  type: "select",
  name,
  values: [...values],
});
