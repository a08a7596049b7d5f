import { CONFIG_FILE, loadConfig } from "../kernel/load-config.ts";
import { Refusal } from "../lib/refusal.ts";
import { hooksPath, readText } from "../pocketbase/files.ts";
import { exists } from "../pocketbase/life.ts";
import { hide } from "./hidden.ts";
import { loadMessage } from "./load-message.ts";

/** What the config file exports, and what it has read of the environment. */
export interface ReadConfig {
  config: unknown;
  /** The names of variables that are not set. */
  missingEnv: string[];
}

/**
 * `undefined` without a file. Throws a Refusal for a folder in its place, and for a file that does
 * not load or exports nothing.
 */
export function readConfig(): ReadConfig | undefined {
  const text = readText(hooksPath(CONFIG_FILE));
  if (text === undefined) {
    if (exists(hooksPath(CONFIG_FILE))) throw new Refusal([{ path: "", message: FOLDER }]);
    return undefined;
  }
  const missingEnv = new Set<string>();
  const env = process.env;
  process.env = new Proxy(env, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (value === undefined || value === "") missingEnv.add(String(name));
      else hide(String(value));
      return value;
    },
  });
  try {
    const config = loadConfig();
    refuseEmpty(config, text);
    return { config, missingEnv: [...missingEnv] };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal([{ path: "", message: loadMessage(error) }]);
  } finally {
    process.env = env;
  }
}

const FOLDER = `${CONFIG_FILE} is a folder, and must be a file. Docker makes a folder where the file that it is to mount is missing: delete the folder, and put the file there.`;

/** A file that sets no exports has an empty object, also one that an editor empties to write it. */
function refuseEmpty(config: object, text: string) {
  if (/\bexports\b/.test(text) || Object.keys(Object(config)).length > 0) return;
  const message =
    text.trim() === ""
      ? "The file is empty: write `module.exports = { … }`, or delete it."
      : "The file exports nothing. Write `module.exports = config;` at its end.";
  throw new Refusal([{ path: "", message }]);
}
