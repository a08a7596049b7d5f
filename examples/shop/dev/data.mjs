import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { data } from "./paths.mjs";

const lock = join(data, "start.pid");

/** Takes the database for this run, emptied if it is to be `fresh`. Two runs at once would spoil it for each other. */
export async function takeData({ fresh }) {
  const owner = lockOwner();
  if (owner) {
    throw new Error(
      `The demo runs already, as process ${owner}. (If it does not, delete ${lock}.)`,
    );
  }
  if (fresh) await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  writeFileSync(lock, `${process.pid}`);
  process.on("exit", () => rmSync(lock, { force: true }));
}

/** The process that uses the database, `undefined` if none does: a killed one leaves its lock behind. */
function lockOwner() {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    process.kill(pid, 0); // asks only whether it is there
    return pid === process.pid ? undefined : pid;
  } catch {
    return undefined;
  }
}
