import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { copyInto, type Files, temporaryFolder, writeFiles } from "../folder.ts";

export interface ServerFiles {
  /** Files of `pb_hooks` by their path. */
  hooks?: Files;
  /** Files and folders on disk to copy into `pb_hooks`, such as the built `pocketbundle.pb.js`. */
  copy?: readonly string[];
  /** Files of `pb_migrations` by their name. */
  migrations?: Files;
  /** Migration files on disk to copy into `pb_migrations`. */
  copyMigrations?: readonly string[];
  /** A `pb_data` folder to start from, which is copied. Default: an empty one. */
  data?: string;
}

export interface ServerFolder {
  readonly root: string;
  readonly hooks: string;
  readonly migrations: string;
  readonly data: string;
  /** The options that make a PocketBase command use these folders. */
  readonly args: readonly string[];
}

/** Makes a folder for one server, with all its files. */
export function serverFolder(files: ServerFiles): ServerFolder {
  const root = temporaryFolder();
  const [hooks, migrations, data] = ["pb_hooks", "pb_migrations", "pb_data"].map((name) =>
    join(root, name),
  ) as [string, string, string];
  writeFiles(hooks, files.hooks ?? {});
  copyInto(hooks, files.copy ?? []);
  writeFiles(migrations, files.migrations ?? {});
  copyInto(migrations, files.copyMigrations ?? []);
  if (files.data) cpSync(files.data, data, { recursive: true });
  else mkdirSync(data);
  return {
    root,
    hooks,
    migrations,
    data,
    args: [
      `--dir=${data}`,
      `--hooksDir=${hooks}`,
      `--migrationsDir=${migrations}`,
      `--publicDir=${join(root, "pb_public")}`,
      // PocketBase turns dev mode on by itself for a binary below the system's temporary folder.
      "--dev=false",
    ],
  };
}
