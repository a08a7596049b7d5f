import type { App } from "../contract/pocketbase.ts";
import { logEntry } from "../lib/log-entry.ts";
import { isObject } from "../lib/object.ts";
import { isApiError, isGoError } from "./errors.ts";

/** Frames of the bundle, of PocketBase (a handler's text, and Go), and of users' libraries. */
const FOREIGN = /pocketbundle:\/\/|pocketbundle\.pb\.js|\/pb\.js:|\(native\)|node_modules/;
const LEFT_OUT = "\t(frames of Pocketbundle, PocketBase and node_modules are left out)";

/**
 * The message, and the frames of the user's own files. An error that has none of those keeps its
 * whole stack, with TypeScript files and lines from the bundle's source map. How many frames are
 * left out is not said, so that the same error has the same text on another way to the handler.
 */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error);
  const stack = (error.stack ?? String(error)).trimEnd();
  const lines = stack.replace(String(error), () => messageOf(error)).split("\n");
  const isFrame = (line: string) => /^\s+at /.test(line);
  const own = lines.filter((line) => !isFrame(line) || !FOREIGN.test(line));
  if (own.length === lines.length || !own.some(isFrame)) return lines.join("\n");
  return [...own, LEFT_OUT].join("\n");
}

/** PocketBase's errors keep apart from their message what is wrong with which field. */
function messageOf(error: unknown): string {
  const value = isGoError(error) ? error.value : error;
  if (!isGoError(error) && !isApiError(value)) return String(error);
  const { data } = isApiError(value)
    ? (value as ApiError)
    : new BadRequestError("", value as never);
  const fields = textsOf(JSON.parse(JSON.stringify(data ?? {})));
  return fields.length > 0 ? `${String(error)} ${fields.join(" ")}` : String(error);
}

/** `title: Cannot be blank.` for each field; `address.city: …` for one inside of another. */
const textsOf = (errors: Record<string, unknown>, path = ""): string[] =>
  Object.entries(errors).flatMap(([field, error]) => {
    const { message } = error as { message?: unknown };
    return typeof message === "string"
      ? [`${path}${field}: ${message}`]
      : isObject(error)
        ? textsOf(error, `${path}${field}.`)
        : [];
  });

/** How many characters of an error are stored. */
const MAX_ERROR = 20_000;

/** The text of an error for a row. */
export const errorText = (error: unknown) => stackOf(error).slice(0, MAX_ERROR);

/**
 * Writes a failure to PocketBase's log and to the console: `where` it was, the message, the stack.
 */
export function logFailure(app: App, where: string, error: unknown) {
  const stack = stackOf(error);
  app.logger().error(logEntry(`${where} failed: ${messageOf(error)}`), "stack", stack);
  console.error(logEntry(`[pocketbundle] ${where} failed: ${stack}`));
}

/** A failure that was logged before: only the first line of its message. */
export function logAgain(app: App, where: string, error: unknown) {
  const message = logEntry(`${where} failed: ${messageOf(error).split("\n", 1)[0]}`);
  app.logger().error(message);
  console.error(`[pocketbundle] ${message}`);
}
