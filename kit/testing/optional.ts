import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Loads a package that only a part of the kit needs, when that part is used. */
export function optional<T>(name: string, user: string): T {
  try {
    return require(name) as T;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "MODULE_NOT_FOUND") throw error;
    const [wanted] = name.split("/");
    throw new Error(`${user} needs the package "${wanted}": npm install --save-dev ${wanted}`);
  }
}
