import type { Config } from "../config.ts";
import { hooksPath } from "../pocketbase/files.ts";

export const CONFIG_FILE = "pocketbundle.config.js";

/** What every VM works with; the loader has checked it. */
export const loadConfig = (): Config => require(hooksPath(CONFIG_FILE));
