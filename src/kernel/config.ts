import type { CommonConfig as Config } from "../contract/config.ts";
import { hooksPath } from "../loader/registrars.ts";

export const CONFIG_FILE = "pocketbundle.config.js";

/** What every VM works with; the loader has checked it. */
export const loadConfig = (): Config => require(hooksPath(CONFIG_FILE));
