import { Script } from "node:vm";
import { outsideTemporary } from "../../folder.ts";

/**
 * A test file makes many apps of the same hook files, so all of them share the compiled scripts,
 * functions included.
 */
const known = new Map<string, Script>();

/** @param path named in stacks, without the temporary folder, which differs for each app */
export function compile(source: string, path: string): Script {
  const filename = outsideTemporary(path);
  const key = `${filename}\n${source}`;
  const script = known.get(key) ?? new Script(source, { filename });
  known.set(key, script);
  return script;
}
