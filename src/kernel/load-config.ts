import type { CommonConfig } from "../contract/config.ts";
import { hooksPath } from "../pocketbase/files.ts";

export const CONFIG_FILE = "pocketbundle.config.js";

/** What every VM works with; the loader has checked it. */
export const loadConfig = (): CommonConfig => require(hooksPath(CONFIG_FILE));
