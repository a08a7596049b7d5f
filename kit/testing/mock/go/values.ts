/** Go's `map[string]any`. */
export type Values = { [name: string]: unknown };
