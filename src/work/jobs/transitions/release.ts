// running → queued: a worker gives back what it has claimed and not begun.
import type { App } from "../../../contract/pocketbase.ts";
import { NO_LEASE, updateHeld } from "./held.ts";

export const releaseJobs = (app: App, token: string): number =>
  updateHeld(app, token, `status = 'queued', ${NO_LEASE}`, "true");
