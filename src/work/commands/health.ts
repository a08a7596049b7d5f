import type { Extension } from "../../contract/extension.ts";
import type { App } from "../../contract/pocketbase.ts";
import { VERSION } from "../../lib/version.ts";
import { type QueueState, queueState } from "./state.ts";

export interface Health extends QueueState {
  version: string;
  extensions: string[];
}

export const health = (app: App, extensions: Extension[]): Health => ({
  version: VERSION,
  extensions: extensions.map(({ name }) => name),
  ...queueState(app),
});
