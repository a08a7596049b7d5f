import type { ReceivedEvent, Source } from "./options.ts";
import { schemeName } from "./senders.ts";

/** A verified body: the event, and its JSON. Throws what the sender is answered. */
export function parseBody(
  name: string,
  source: Source,
  contentType: string,
  body: string,
): { value: ReceivedEvent; json: string } {
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) return parseJson(body);
  const form = parseForm(body);
  // GitHub puts the JSON into a field.
  if (schemeName(name, source) === "github") return parseJson(form.payload ?? "");
  return { value: form, json: JSON.stringify(form) };
}

function parseJson(json: string): { value: ReceivedEvent; json: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Falls through to the same answer as JSON that is no object.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { value, json };
  throw new BadRequestError("The body is neither a JSON object nor a form.");
}

/** Of a field that is there twice, the last one. */
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
