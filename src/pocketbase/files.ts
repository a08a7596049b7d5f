// Files under `pb_hooks`.

/** The absolute path of a file under `pb_hooks`. */
export const hooksPath = (name: string) => `${__hooks}/${name}`;

/** A file that is there and cannot be read is an error, not a missing file. */
export function isFile(path: string): boolean {
  try {
    return !$os.stat(path)?.isDir();
  } catch (error) {
    if (/no such file|cannot find the|not a directory/i.test(String(error))) return false;
    throw error;
  }
}

/** The text of a file, `undefined` when there is none. */
export const readText = (path: string): string | undefined =>
  isFile(path) ? toString($os.readFile(path)) : undefined;
