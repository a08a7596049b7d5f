// Keeps CHANGELOG.md in the format of Keep a Changelog:
// node scripts/changelog.mjs check | release [version] | notes <version>
import { readFileSync, writeFileSync } from "node:fs";
import { parser, Release } from "keep-a-changelog";

const FILE = "CHANGELOG.md";

function read() {
  const changelog = parse(readFileSync(FILE, "utf8"));
  changelog.format = "markdownlint";
  return changelog;
}

function parse(text) {
  try {
    return parser(text);
  } catch (error) {
    throw new Error(
      `${FILE} does not follow Keep a Changelog (https://keepachangelog.com): ${error.message}`,
    );
  }
}

/** The part that has no version yet. It is there even when it is empty. */
function unreleased(changelog) {
  const release = changelog.findRelease();
  if (release) return release;
  throw new Error(`${FILE} has no section "## Unreleased". Put one above the newest version.`);
}

/** The parser has understood all of the file if it writes it unchanged. */
function check() {
  const changelog = read();
  unreleased(changelog);
  if (changelog.toString() === readFileSync(FILE, "utf8")) return;
  throw new Error(
    `${FILE} does not follow Keep a Changelog. Put the newest version first, and the sections of each in the order Added, Changed, Deprecated, Removed, Fixed, Security.`,
  );
}

/** Gives the unreleased part its version and today's date, and begins a new one. */
function release(version = JSON.parse(readFileSync("package.json", "utf8")).version) {
  check();
  const changelog = read();
  if (changelog.findRelease(version)) throw new Error(`${FILE} has a version ${version} already.`);
  const next = unreleased(changelog);
  if (next.isEmpty()) {
    throw new Error(`${FILE} says nothing under "Unreleased". Write down what ${version} changes.`);
  }
  next.setDate(new Date());
  next.setVersion(version);
  changelog.addRelease(new Release());
  writeFileSync(FILE, changelog.toString());
}

/** Prints what a version changes, for its page on GitHub. */
function notes(version = "") {
  const changelog = read();
  const found = changelog.releases.find((one) => one.version === version.replace(/^v/, ""));
  if (!found) throw new Error(`${FILE} has no version "${version}".`);
  console.log(found.toString(changelog).replace(/^## .*\n+/, ""));
}

const [command = "", version] = process.argv.slice(2);
const run = { check, release, notes }[command];
try {
  if (!run) throw new Error(`Expected check, release or notes, got "${command}".`);
  run(version);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
