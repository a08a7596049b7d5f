import { spawn } from "node:child_process";

const SCRIPT = 'read -r _ || { kill -9 "$1"; rm -rf "$2"; } 2>/dev/null';

/**
 * Ends a server when its test process has ended in any way. A small shell waits at a pipe, which
 * the system closes with this process. This does not work on Windows.
 * @param folder is removed too
 * @returns a function to call when the server has ended
 */
export function watchdog(pid: number, folder: string): () => void {
  if (process.platform === "win32") return () => {};
  const shell = spawn("sh", ["-c", SCRIPT, "pocketbundle-watchdog", String(pid), folder], {
    // The shell has a process group of its own, so that Ctrl-C does not end it before its work is
    // done.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.on("error", () => {});
  shell.stdin.on("error", () => {});
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return () => shell.stdin.end("ended\n");
}
