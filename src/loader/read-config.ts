import { CONFIG_FILE, loadConfig } from "../kernel/load-config.ts";
import { Refusal } from "../lib/refusal.ts";
import { hooksPath, readText } from "../pocketbase/files.ts";
import { stackOf } from "../pocketbase/log.ts";

/**
 * The config file's export; `undefined` without a file. Throws a Refusal when the file does not
 * load.
 */
export function readConfig(): { config: unknown; missingEnv: string[] } | undefined {
  const text = readText(hooksPath(CONFIG_FILE));
  if (text === undefined) return undefined;
  // It would load as a config that asks for nothing. Some editors empty a file before they write it.
  if (text.trim() === "") throw new Refusal([{ path: "", message: EMPTY }]);
  const missingEnv = new Set<string>();
  const env = process.env;
  // Notes the unset variables that the config reads, so that a refusal can name them.
  process.env = new Proxy(env, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (value === undefined || value === "") missingEnv.add(String(name));
      return value;
    },
  });
  try {
    return { config: loadConfig(), missingEnv: [...missingEnv] };
  } catch (error) {
    throw new Refusal([{ path: "", message: loadMessage(error) }]);
  } finally {
    process.env = env;
  }
}

const EMPTY = "The file is empty: write `module.exports = { … }`, or delete it.";

/** The message, and those lines of the stack that are the user's. */
function loadMessage(error: unknown): string {
  const text = stackOf(error)
    .split("\n")
    .filter((line) => !/^\s+at .*(\(native\)|pocketbundle:\/\/|\/pb\.js:)/.test(line))
    .join("\n")
    .trim();
  const hint = /reserved word|\bexport\b|\bimport\b/.test(text)
    ? "\nThe file is CommonJS: write `module.exports = { … }` and `require(…)`, not `export` and `import`."
    : "";
  return `The file does not load: ${text.replace(/^GoError: /, "")}${hint}`;
}
