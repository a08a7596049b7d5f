// Files under `pb_hooks`.

/** The absolute path of a file under `pb_hooks`. */
export const hooksPath = (name: string) => `${__hooks}/${name}`;

export function isFile(path: string): boolean {
  try {
    return !$os.stat(path)?.isDir();
  } catch {
    return false;
  }
}

/** The text of a file, `undefined` when there is none. */
export const readText = (path: string): string | undefined =>
  isFile(path) ? toString($os.readFile(path)) : undefined;
