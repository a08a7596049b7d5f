import { isObject } from "../../lib/object.ts";
import { parseExactly } from "./exact-json.ts";
import type { ReceivedEvent, Source } from "./options.ts";
import { schemeName } from "./senders.ts";

/**
 * Parses a verified body into the event and its JSON. It throws the error that the sender is
 * answered.
 */
export function parseBody(
  name: string,
  source: Source,
  contentType: string,
  body: string,
): { value: ReceivedEvent; json: string } {
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return parseJson(body);
  const form = parseForm(body);
  // GitHub puts the JSON into a field of the form.
  if (schemeName(name, source) === "github") return parseJson(form.payload ?? "");
  return { value: form, json: JSON.stringify(form) };
}

function parseJson(json: string): { value: ReceivedEvent; json: string } {
  let value: unknown;
  try {
    value = parseExactly(json);
  } catch {
    // Invalid JSON gets the same answer as JSON that is not an object.
  }
  if (isObject(value)) return { value, json };
  throw new BadRequestError("The body is neither a JSON object nor a form.");
}

/** When a field occurs twice, its last value counts. */
function parseForm(body: string): Record<string, string> {
  try {
    const pairs = body
      .split("&")
      .filter(Boolean)
      .map((pair) => pair.split("="));
    return Object.fromEntries(
      pairs.map(([name = "", ...rest]) => [decode(name), decode(rest.join("="))]),
    );
  } catch {
    throw new BadRequestError("The form in the body cannot be read.");
  }
}

const decode = (text: string) => decodeURIComponent(text.replaceAll("+", " "));
