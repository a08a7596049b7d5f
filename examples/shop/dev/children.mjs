import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** How long a child may take to end by itself, in milliseconds. */
const patience = 4000;

const running = new Set();

// The last resort: whatever ends this process takes the children along.
process.on("exit", () => {
  for (const child of running) child.process.kill("SIGKILL");
});

/**
 * Starts a program whose output appears here, each line marked with `name`. The child's `ended` resolves with its exit
 * code: `null` if a signal ended it or it could not be started.
 */
export function startChild(name, file, args, options) {
  const process = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  mark(process.stdout, console.log, name);
  mark(process.stderr, console.error, name);

  const child = { process, ended: undefined };
  running.add(child);
  child.ended = new Promise((resolve) => {
    process.once("error", (error) => {
      console.error(`${name} | ${error.message}`);
      resolve(null);
    });
    process.once("close", resolve);
  }).finally(() => running.delete(child));
  return child;
}

function mark(stream, print, name) {
  createInterface({ input: stream }).on("line", (line) => print(`${name} | ${line}`));
}

/** Asks a child to end, and makes it end when it does not. */
export async function stopChild(child) {
  child.process.kill("SIGTERM");
  const timer = setTimeout(() => child.process.kill("SIGKILL"), patience);
  await child.ended;
  clearTimeout(timer);
}

/** Ends every child that still runs. */
export async function stopChildren() {
  await Promise.all([...running].map(stopChild));
}
