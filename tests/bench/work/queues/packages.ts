// Packages that only this benchmark needs are no dependencies of the project: who wants these rows installs them.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

// Unlike `import`, this one also looks into the folders of NODE_PATH.
const require = createRequire(import.meta.url);

export const load = <Module>(name: string): Module => require(name) as Module;

/** The installed version, undefined without one. */
export function versionOf(name: string): string | undefined {
  const files = (require.resolve.paths(name) ?? []).map((path) => join(path, name, "package.json"));
  const file = files.find(existsSync);
  return file && JSON.parse(readFileSync(file, "utf8")).version;
}
