import type { Log } from "../contract/context.ts";
import type { App } from "../contract/pocketbase.ts";
import { logEntry } from "../lib/log-entry.ts";

/** The log of one extension. */
export function extensionLog(app: App, extension: string): Log {
  const logger = app.logger().with("extension", extension);
  const at =
    (level: keyof Log) =>
    (message: string, ...attributes: unknown[]) =>
      logger[level](logEntry(String(message)), ...attributes.map(attribute));
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
