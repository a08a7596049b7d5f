// A user's project, checked by one of the versions of TypeScript that users have.
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

/** By the name under which package.json installs it. */
export const VERSIONS = {
  "5.9": "typescript-5.9",
  "6": "typescript-6",
  "7": "typescript",
} as const;
export type Version = keyof typeof VERSIONS;

export interface Project {
  /** Whether PocketBase's `pb_data/types.d.ts` is loaded. */
  pocketbase: boolean;
  options: { lib: string[]; types: string[]; [option: string]: unknown };
}

/** The errors by file, each as `<line>: <message>`; under `""` those of no file. */
export type Errors = Record<string, string[]>;

/** Checks these files, by name, beside the built pocketbundle.d.ts in a folder of their own. */
export async function check(
  version: Version,
  { pocketbase, options }: Project,
  files: Record<string, string>,
): Promise<Errors> {
  const folder = mkdtempSync(join(tmpdir(), "pocketbundle-types-"));
  try {
    copyFileSync("pb_hooks/pocketbundle.d.ts", join(folder, "pocketbundle.d.ts"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const config = {
      compilerOptions: {
        target: "es2022",
        noEmit: true,
        allowJs: true,
        checkJs: true,
        typeRoots: [resolve("node_modules/@types")],
        ...options,
      },
      files: [...Object.keys(files), ...(pocketbase ? [resolve("types/pocketbase.d.ts")] : [])],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    return errorsOf(await run(version, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What the compiler prints. It ends with 1 or 2 when it has found errors; another end is none of a
 * check.
 */
async function run(version: Version, folder: string): Promise<string> {
  const tsc = resolve("node_modules", VERSIONS[version], "bin/tsc");
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", "."], {
      cwd: folder,
    });
    return stdout;
  } catch (error) {
    const { code, stdout } = error as { code?: number; stdout?: string };
    if ((code !== 1 && code !== 2) || !stdout) throw error;
    return stdout;
  }
}

function errorsOf(output: string): Errors {
  const errors: Errors = {};
  for (const line of output.split("\n")) {
    const [, file = "", row = "", message = ""] =
      line.match(/^(?:(\S+)\((\d+),\d+\): )?error (TS\d+: .*)$/) ?? [];
    if (message === "") continue;
    errors[file] ??= [];
    errors[file].push(row === "" ? message : `${row}: ${message}`);
  }
  return errors;
}
