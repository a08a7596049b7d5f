import type { CommonConfig } from "../contract/common-config.ts";
import { hooksPath } from "../pocketbase/files.ts";

export const CONFIG_FILE = "pocketbundle.config.js";

/** Every VM loads the config without checking it, because the loader has checked it. */
export const loadConfig = (): CommonConfig => $require(hooksPath(CONFIG_FILE));
