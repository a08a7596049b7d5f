// Reads the processor time of a process, from Linux.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const ticks = () => Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/**
 * The processor time of the whole process in seconds: `utime` and `stime`, the 14th and 15th field
 * of its stat.
 */
export function processorTime(pid: number): number {
  // The second field is the program's name in brackets, which may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticks();
}
