import type { App } from "../contract/pocketbase.ts";
import { logEntry } from "../lib/log-entry.ts";

/** A warning to PocketBase's log and to the console. */
export function warn(app: App, message: string) {
  const entry = logEntry(message);
  app.logger().warn(entry);
  console.warn(entry);
}
