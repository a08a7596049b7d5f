// running → queued or cancelled: a worker gives back what it has claimed and not begun.
import type { App } from "../../../contract/pocketbase.ts";
import { now } from "../../../lib/time.ts";
import { updateHeld } from "./held.ts";
import { waitsAgain } from "./waits-again.ts";

export const releaseJobs = (app: App, token: string): number =>
  updateHeld(app, token, waitsAgain(), "true", { now: now() });
