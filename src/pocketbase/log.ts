import type { Log } from "../contract/context.ts";
import type { App } from "../contract/pocketbase.ts";

/** The stack with TypeScript files and lines, which the bundle's source map gives. */
export const stackOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? String(error)) : String(error);

/** How many characters of an error are stored. */
const MAX_ERROR = 20_000;

/** The text of an error for a row. */
export const errorText = (error: unknown) => stackOf(error).slice(0, MAX_ERROR);

/**
 * Writes a failure to PocketBase's log and to the console: `where` it was, the message, the stack.
 */
export function logFailure(app: App, where: string, error: unknown) {
  const stack = stackOf(error);
  app.logger().error(`${where} failed: ${String(error)}`, "stack", stack);
  console.error(`[pocketbundle] ${where} failed: ${stack}`);
}

/** A warning to PocketBase's log and to the console. */
export function warn(app: App, message: string) {
  app.logger().warn(message);
  console.warn(message);
}

/** The log of one extension. */
export function extensionLog(app: App, extension: string): Log {
  const logger = app.logger().with("extension", extension);
  const at =
    (level: keyof Log) =>
    (message: string, ...attributes: unknown[]) =>
      logger[level](message, ...attributes.map(attribute));
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/**
 * PocketBase leaves a line out whose attributes its encoder refuses, and a cycle in them would end
 * the process.
 */
function attribute(value: unknown): unknown {
  if (value instanceof Error) return String(value);
  try {
    const json = lazy(import("./json-value.ts")).jsonValue(value);
    return json === undefined && value !== undefined ? String(value) : json;
  } catch (error) {
    return `(${error instanceof Error ? error.message : error})`;
  }
}
