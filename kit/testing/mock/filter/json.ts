// tools/dbutils/json.go
const orArray = (column: string, empty: string) =>
  `CASE WHEN iif(json_valid([[${column}]]), json_type([[${column}]])='array', FALSE) THEN [[${column}]] ELSE ${empty} END`;

export const jsonEach = (column: string) =>
  `json_each(${orArray(column, `json_array([[${column}]])`)})`;

export const jsonLength = (column: string) =>
  `json_array_length(${orArray(column, `(CASE WHEN [[${column}]] = '' OR [[${column}]] IS NULL THEN json_array() ELSE json_array([[${column}]]) END)`)})`;

export function jsonExtract(column: string, path: string): string {
  const rest = path && !path.startsWith("[") ? `.${path}` : path;
  return `(CASE WHEN json_valid([[${column}]]) THEN JSON_EXTRACT([[${column}]], '$${rest}') ELSE JSON_EXTRACT(json_object('pb', [[${column}]]), '$.pb${rest}') END)`;
}

/** Returns `a.0.b` as a JSON path. */
export const jsonPath = (props: readonly string[]) =>
  props.map((prop, i) => (/^\d+$/.test(prop) ? `[${prop}]` : (i > 0 ? "." : "") + prop)).join("");
