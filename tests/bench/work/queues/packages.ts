// Packages that only this benchmark needs are not dependencies of the project. Install them to get
// these rows.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// Unlike `import`, `require` also looks into the folders of NODE_PATH.
const require = createRequire(import.meta.url);

export const load = <Module>(name: string): Module => require(name) as Module;

/** Returns the installed version; undefined when the package is not installed. */
export function versionOf(name: string): string | undefined {
  const files = (require.resolve.paths(name) ?? []).map((path) => join(path, name, "package.json"));
  const file = files.find(existsSync);
  return file && JSON.parse(readFileSync(file, "utf8")).version;
}
