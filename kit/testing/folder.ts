import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";

/** Texts of files by their path, relative to the folder that they are written to. */
export type Files = Record<string, string>;

const folders = new Set<string>();

// This is the last resort: a test process that ends without its clean-up still leaves no folder.
process.once("exit", () => {
  for (const folder of folders) removeFolder(folder);
});

/** Makes an empty folder under the system's temporary one. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pocketbundle-test-"));
  folders.add(folder);
  return folder;
}

/**
 * Returns a path in one of the temporary folders relative to that folder, and any other path
 * unchanged.
 */
export function outsideTemporary(path: string): string {
  for (const folder of folders) {
    if (path.startsWith(folder + sep)) return relative(folder, path);
  }
  return path;
}

export function removeFolder(folder: string): void {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

export function writeFiles(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

/** Copies files and folders, each under its own name. */
export function copyInto(folder: string, paths: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  for (const path of paths) cpSync(path, join(folder, basename(path)), { recursive: true });
}
