import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// The public JSON-Schema-Test-Suite comes from this Debian package, because no npm package has its
// draft 2020-12.
const PACKAGE = "libtest-json-schema-acceptance-perl";
const FOLDER = "usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance/tests/draft2020-12";

export interface Group {
  file: string;
  description: string;
  schema: unknown;
  tests: { description: string; data: unknown; valid: boolean }[];
}

/** Reads the required cases, from the installed package or else from a downloaded one. */
export function readSuite(): Group[] {
  const installed = join("/", FOLDER);
  const folder = existsSync(installed) ? installed : join(unpacked(), FOLDER);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) =>
      (JSON.parse(readFileSync(join(folder, file), "utf8")) as Omit<Group, "file">[]).map(
        (group) => ({ ...group, file }),
      ),
    );
}

function unpacked(): string {
  const folder = mkdtempSync(join(tmpdir(), "pocketbundle-suite-"));
  execFileSync("apt-get", ["download", PACKAGE], { cwd: folder, stdio: "inherit" });
  const file = readdirSync(folder).find((name) => name.endsWith(".deb")) ?? "";
  execFileSync("dpkg-deb", ["-x", join(folder, file), folder]);
  return folder;
}
