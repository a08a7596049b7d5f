// How often a source may be sent to.
import { duration } from "../../lib/time.ts";

/**
 * Counts a request. Returns `false` when there were too many in this period. All VMs share a count.
 * @param name of the count
 */
export function countRequest(name: string, { max, per }: { max: number; per: string }): boolean {
  const window = Math.floor(Date.now() / duration(per));
  let count = 0;
  $app.store().setFunc(`pocketbundle.receive.${name}`, (old: unknown) => {
    const [known, counted] = String(old ?? "")
      .split(" ")
      .map(Number);
    count = (known === window ? (counted ?? 0) : 0) + 1;
    return `${window} ${count}`;
  });
  return count <= max;
}
