// running → running: the attempt is counted before it is made, since it may end the process.
import type { App } from "../../../contract/pocketbase.ts";
import { updateHeld } from "./held.ts";

export const beginJob = (app: App, token: string, id: string): number =>
  updateHeld(app, token, "attempts = attempts + 1", "id = {:id}", { id });
