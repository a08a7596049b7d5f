import type { App } from "../contract/pocketbase.ts";

/** A warning to PocketBase's log and to the console. */
export function warn(app: App, message: string) {
  app.logger().warn(message);
  console.warn(message);
}
