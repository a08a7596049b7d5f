// tools/router/event.go, BindBody, and tools/router/unmarshal_request_data.go

import { apiError } from "../go/api-error.ts";
import { GoError } from "../go/errors.ts";
import type { Values } from "../go/values.ts";
import type { HttpRequest } from "./request.ts";

/** Returns the body as `requestInfo()` has it. */
export function readBody({ header, body, contentLength, url }: HttpRequest): Values {
  if (contentLength === 0) return {};
  const type = header.get("Content-Type");
  const text = Buffer.from(body.bytes).toString();
  if (type.startsWith("application/json")) {
    const value = parseJson(text);
    if (value) return value;
    body.leaveAtEnd();
    throw new GoError("invalid JSON body");
  }
  if (type.startsWith("application/x-www-form-urlencoded")) return readForm(text, url.rawQuery);
  throw apiError("BadRequestError", "Unsupported Content-Type");
}

/** Returns undefined for JSON that Go does not read into a map. */
function parseJson(text: string): Values | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return {};
    return typeof value === "object" && !Array.isArray(value) ? (value as Values) : undefined;
  } catch {
    return undefined;
  }
}

/** Go's `Request.Form` also has the values of the query, after those of the body. */
function readForm(text: string, query: string): Values {
  const all = [...new URLSearchParams(text), ...new URLSearchParams(query)];
  const values: Values = {};
  for (const key of new Set(all.map(([name]) => name))) {
    const given = all.filter(([name]) => name === key).map(([, value]) => inferred(value));
    values[key] = given.length === 1 ? given[0] : given;
  }
  return values;
}

/** Booleans, and numbers in their shortest form, become values of their type. */
function inferred(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d/.test(text) && String(Number(text)) === text ? Number(text) : text;
}
