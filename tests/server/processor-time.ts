import { readFileSync } from "node:fs";
import type { Server } from "../../kit/testing/index.ts";

/**
 * The milliseconds of processor time that the server has used. A busy machine takes longer for the
 * same work, so that a clock would say little.
 */
export function processorTime({ pid }: Server): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(stat[11]) + Number(stat[12])) * 10;
}
