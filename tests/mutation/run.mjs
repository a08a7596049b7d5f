// `npm run mutation` puts one defect after the other into a copy of the sources, and shows that the
// unit tests, and those on the mock, notice each of them.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFECTS } from "./defects.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "pocketbundle-mutation-"));
process.once("exit", () => rmSync(copy, { recursive: true, force: true }));

/** The files that the unit tests need. */
const PARTS =
  /^(?:|src|kit|docs|scripts|tests|types|build\.mjs|package\.json|tsconfig\.json|vitest\.config\.ts)(?:\/|$)/;
cpSync(root, copy, {
  recursive: true,
  filter: (path) => PARTS.test(relative(root, path)),
});
symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));

/** The milliseconds that the suite may take. */
const LONGEST = 240_000;

/** Returns the first test that fails; undefined when all pass. */
function firstFailure() {
  execFileSync(process.execPath, ["build.mjs"], { cwd: copy });
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const args = ["run", "--project=unit", "--bail=1", "--reporter=json"];
  const { stdout, stderr, error } = spawnSync(process.execPath, [vitest, ...args], {
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, FUZZ_RUNS: "1000" },
    maxBuffer: 1 << 28,
    timeout: LONGEST,
    killSignal: "SIGKILL",
  });
  if (error) return "the suite, which does not end any more";
  const report = stdout.split("\n").find((line) => line.startsWith('{"numTotalTestSuites"'));
  if (!report) throw new Error(`the tests did not run:\n${stdout}${stderr}`);
  const files = JSON.parse(report).testResults;
  const failed = files.find(({ status }) => status === "failed");
  const test = failed?.assertionResults.find(({ status }) => status === "failed");
  return failed && (test?.fullName ?? relative(copy, failed.name));
}

/** Runs `run` with the defect in the copy. */
function withDefect({ file, from, to, also }, run) {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  if (text.split(from).length !== 2) throw new Error(`${file} has not one place with: ${from}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  try {
    return also ? withDefect(also, run) : run();
  } finally {
    writeFileSync(path, text);
  }
}

const sane = firstFailure();
if (sane) {
  console.error(`Without any defect, this test fails: ${sane}`);
  process.exit(1);
}
let missed = 0;
for (const defect of DEFECTS) {
  const test = withDefect(defect, firstFailure);
  if (!test) missed++;
  console.log(
    `${test ? "caught" : "MISSED"}  ${defect.what}${test ? `\n          by: ${test}` : ""}`,
  );
}
console.log(`${DEFECTS.length - missed} of ${DEFECTS.length} defects are caught`);
process.exit(missed > 0 ? 1 : 0);
