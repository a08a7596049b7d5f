// core/record_field_resolver.go: the values of the request in a rule

import type { Collection } from "../core/collection.ts";
import type { Record } from "../core/record.ts";
import { castString } from "../go/cast.ts";
import type { Values } from "../go/values.ts";

export interface RequestData {
  readonly auth: Record | null;
  readonly body: Values;
  readonly query: Values;
  readonly headers: Values;
  readonly method: string;
}

/** Returns a value of `@request.…`, and whether it exists at all. */
export function requestValue(
  collection: Collection,
  request: RequestData,
  props: readonly string[],
): { value: unknown; isSet: boolean } {
  const { auth, method, body, query, headers } = request;
  const data = { context: "default", method, body, query, headers, auth: auth && authData(auth) };
  let value: unknown = data;
  for (const prop of props) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, prop)) {
      return { value: null, isSet: false };
    }
    value = (value as Values)[prop];
  }
  const isNumber = collection.fields.getByName(props.at(-1) ?? "")?.type() === "number";
  const isNumeric =
    typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value));
  return { value: isNumber && isNumeric ? Number(value) : plain(value), isSet: true };
}

function authData(auth: Record): Values {
  const collection = auth.collection();
  return {
    ...auth.fieldsData(),
    collectionId: collection.id,
    collectionName: collection.name,
  };
}

function plain(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  return castString(value) || JSON.stringify(value);
}

export const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
