import { join } from "node:path";
import { copyInto, temporaryFolder, writeFiles } from "../folder.ts";
import type { TestAppOptions } from "./options.ts";

const CONFIG = "pocketbundle.config.js";

/** Writes the files of the options to a temporary folder, and returns its path. */
export function writeHookFiles({
  files = {},
  config,
  copy = [],
  migrations = {},
}: TestAppOptions): string {
  const folder = temporaryFolder();
  writeFiles(join(folder, "pb_hooks"), files);
  if (config !== undefined) writeFiles(join(folder, "pb_hooks"), { [CONFIG]: config });
  copyInto(join(folder, "pb_hooks"), copy);
  writeFiles(join(folder, "pb_migrations"), migrations);
  return folder;
}
