import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Time between two looks, in milliseconds. */
const interval = 200;

/**
 * Calls `onChange` after changes anywhere in a folder, once they have come to rest, and never twice at once. It looks by
 * itself: Node's recursive `fs.watch` loses sight of a file on Linux when an editor replaces it.
 */
export async function watchFolder(folder, onChange) {
  let known = files(folder);
  let last = known;
  for (;;) {
    await sleep(interval);
    const now = files(folder);
    const atRest = now === last;
    last = now;
    if (!atRest || now === known) continue;
    known = now;
    await onChange();
  }
}

/** The files of a folder and when each was changed, as one text to compare. */
function files(folder) {
  try {
    return readdirSync(folder, { recursive: true })
      .map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`)
      .join("\n");
  } catch {
    return ""; // something went away under our eyes; the next look will tell
  }
}
