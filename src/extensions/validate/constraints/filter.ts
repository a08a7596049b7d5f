// Filters that only compare fields with constants. SQL can say the same.

/** One part of such a filter: `status = 'draft'`. */
export interface Comparison {
  field: string;
  /** A text, a boolean or a number, as it stands in the filter. */
  constant: string;
}

const COMPARISON = /^\s*(\w+)\s*=\s*('[^'"\\]+'|"[^'"\\]+"|true|false|\d+(?:\.\d+)?)\s*$/;

/**
 * The comparisons of a filter without `||` and brackets. `undefined` stands for each part that says
 * something else, and for a whole filter that has them.
 */
export function comparisonsIn(filter = ""): (Comparison | undefined)[] {
  if (filter === "") return [];
  if (/\|\||[()]/.test(filter)) return [undefined];
  return filter.split("&&").map((part) => {
    const [, field = "", constant = ""] = COMPARISON.exec(part) ?? [];
    return field === "" ? undefined : { field, constant };
  });
}
