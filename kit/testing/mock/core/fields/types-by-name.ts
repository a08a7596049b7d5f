import { email, url } from "./address.ts";
import { bool } from "./bool.ts";
import { autodate, date } from "./date.ts";
import type { FieldType } from "./field-type.ts";
import { geoPoint } from "./geo-point.ts";
import { json } from "./json.ts";
import { number } from "./number.ts";
import { file, relation, select } from "./one-or-many.ts";
import { editor, password, text } from "./text.ts";

/** The field types by name. A type that is missing here is not mocked. */
export const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  text,
  email,
  url,
  editor,
  number,
  bool,
  json,
  date,
  autodate,
  select,
  relation,
  file,
  password,
  geoPoint,
};
