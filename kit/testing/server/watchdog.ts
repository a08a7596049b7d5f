import { spawn } from "node:child_process";

const SCRIPT = 'read -r _ || { kill -9 "$1"; rm -rf "$2"; } 2>/dev/null';

/**
 * Ends a server whose test process is gone, however that ended: a small shell waits at a pipe that the system closes
 * with this process. Not on Windows.
 * @param folder removed with it
 * @returns call it when the server has ended
 */
export function watchdog(pid: number, folder: string): () => void {
  if (process.platform === "win32") return () => {};
  const shell = spawn("sh", ["-c", SCRIPT, "pocketbundle-watchdog", String(pid), folder], {
    // Of its own group, so that Ctrl-C leaves it its work.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.on("error", () => {});
  shell.stdin.on("error", () => {});
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return () => shell.stdin.end("ended\n");
}
