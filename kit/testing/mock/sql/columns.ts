// core/field_*.go, ColumnType
import type { Field } from "../core/fields/field.ts";

const TEXT = "TEXT DEFAULT '' NOT NULL";
const LIST = "JSON DEFAULT '[]' NOT NULL";

export function columnType(field: Field): string {
  switch (field.type()) {
    case "bool":
      return "BOOLEAN DEFAULT FALSE NOT NULL";
    case "number":
      return "NUMERIC DEFAULT 0 NOT NULL";
    case "json":
      return "JSON DEFAULT NULL";
    case "geoPoint":
      return `JSON DEFAULT '{"lon":0,"lat":0}' NOT NULL`;
    case "text":
      return field.options.primaryKey
        ? "TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL"
        : TEXT;
    default:
      return field.isMultiple() ? LIST : TEXT;
  }
}
