import type { App } from "../../contract/pocketbase.ts";
import { DAY, dateText, duration } from "../../lib/time.ts";
import { deleteInPages } from "../../pocketbase/sql.ts";
import type { ReceiveOptions } from "./options.ts";

/** How long the newest event of each key is remembered. No sender retries for that long. */
const KEEP_LATEST = 90 * DAY;
/** How long after its last event a payment is known. Later refunds are refused as unknown. */
const KEEP_PAYMENTS = 730 * DAY;

/** Deletes old events that have ended. */
export function purgeEvents(app: App, options: ReceiveOptions): void {
  const before = (age: number) => dateText(Date.now() - age);
  for (const [source, { keep: { done = "30d", dead = "90d" } = {} }] of Object.entries(options)) {
    for (const [status, age] of [
      ["done", done],
      ["ignored", done],
      ["dead", dead],
    ] as const) {
      deleteInPages(
        app,
        "bundle_events",
        "source = {:source} AND status = {:status} AND finished != '' AND finished < {:before}",
        { source, status, before: before(duration(age)) },
      );
    }
  }
  deleteInPages(app, "bundle_payments", "updated < {:before}", { before: before(KEEP_PAYMENTS) });
  deleteInPages(app, "bundle_latest", "updated < {:before}", { before: before(KEEP_LATEST) });
}
