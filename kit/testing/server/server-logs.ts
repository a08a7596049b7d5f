import type PocketBase from "pocketbase";
import type { LogModel } from "pocketbase";
import { until } from "../wait.ts";

const BATCH = 200;
const FILLER = "/__pocketbundle_log_filler__";
let fillers = 0;

/**
 * Returns the rows of PocketBase's `_logs`, the oldest first.
 *
 * PocketBase writes logs 3 s after the last one, or as soon as 200 wait (core/base.go, initLogger).
 * So this function sends 200 requests to a path that does not exist, which makes PocketBase write,
 * and leaves their rows out.
 */
export async function readLogs(pb: PocketBase): Promise<LogModel[]> {
  await flush(pb);
  const rows: LogModel[] = [];
  for (let page = 1; ; page++) {
    const list = await pb.logs.getList(page, 500, {
      // Lines of one millisecond keep their order by the row.
      sort: "created,@rowid",
      filter: `message !~ "${FILLER}"`,
    });
    rows.push(...list.items);
    if (page >= list.totalPages) return rows;
  }
}

async function flush(pb: PocketBase): Promise<void> {
  const marker = `${FILLER}${process.pid}-${++fillers}`;
  const lane = async () => {
    for (let i = 0; i < BATCH / 10; i++) await (await fetch(pb.baseURL + marker)).arrayBuffer();
  };
  await Promise.all(Array.from({ length: 10 }, lane));
  // When one of these requests is stored, so is everything that was logged before it.
  const stored = async () => {
    const { totalItems } = await pb.logs.getList(1, 1, { filter: `message ~ "${marker}"` });
    return totalItems > 0 || undefined;
  };
  await until(stored, () => "PocketBase writes its logs");
}

/** Returns one line of text per row: its message and the data logged with it. */
export function logText(row: LogModel): string {
  return `${row.message} ${JSON.stringify(row.data)}`;
}
