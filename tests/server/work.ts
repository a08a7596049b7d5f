// The tests of changes and jobs share a config that records what its handlers see, and a way to run
// code in the server.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Server } from "../../kit/testing/index.ts";
import { withinTime } from "../../kit/testing/wait.ts";
import { ORDERS } from "./bundle.ts";

/** A collection for the records of `see`, and one whose records are deleted with their order. */
export const MIGRATIONS = {
  ...ORDERS,
  "2_seen.js": `migrate((app) => {
    app.save(new Collection({ type: "base", name: "seen", listRule: "", fields: [
      { type: "text", name: "what" }, { type: "text", name: "of" }, { type: "json", name: "data", maxSize: 5000000 },
      { type: "autodate", name: "created", onCreate: true } ] }));
    app.save(new Collection({ type: "base", name: "lines", listRule: "", createRule: "", deleteRule: "", fields: [
      { type: "relation", name: "order", collectionId: app.findCollectionByNameOrId("orders").id, cascadeDelete: true, maxSelect: 1 },
      { type: "text", name: "text" } ] }));
  })`,
};

/** Source text for a config file: `see(ctx.app, what, of, data)` records what a handler sees. */
export const SEE = `const see = (app, what, of, data) => {
  const record = new Record(app.findCollectionByNameOrId("seen"));
  record.set("what", what);
  record.set("of", String(of));
  record.set("data", JSON.stringify(data ?? null));
  app.save(record);
};
`;

/**
 * In the config file: `waitAtGate()` holds a job until `openGate`, in every process that works on
 * the database. Not by a file in `pb_hooks`: a worker of its own would start anew for it.
 */
export const GATE = `const isGateOpen = () => $os.readDir($filepath.join(__hooks, "..")).some((file) => file.name() === "open");
const waitAtGate = () => {
  while (!isGateOpen()) sleep(20);
};
`;
export const openGate = (server: Server) => writeFileSync(join(server.folder.root, "open"), "");

/** Makes what waits for a later time due now. */
export const hurry = (server: Server) =>
  execute(server, "UPDATE bundle_jobs SET run_at = '' WHERE status = 'queued'");

/** Runs code in the server by POST /probe. */
export const PROBE = {
  "probe.pb.js": `routerAdd("POST", "/probe", (e) => {
    try {
      return e.json(200, { value: (0, eval)("(() => {" + toString(e.request.body) + "})()") ?? null });
    } catch (error) {
      return e.json(400, { error: String(error) });
    }
  })`,
};

export async function probe<T = unknown>(server: Server, code: string): Promise<T> {
  const response = await fetch(`${server.url}/probe`, { method: "POST", body: code });
  const answer = (await response.json()) as { value: T; error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
}

/** Returns the rows of a query with one text column called `v`. */
export const sql = (server: Server, query: string) =>
  probe<string[]>(
    server,
    `const rows = arrayOf(new DynamicModel({ v: "" })); $app.db().newQuery(${JSON.stringify(query)}).all(rows); return rows.map((row) => row.v);`,
  );
export const execute = (server: Server, query: string) =>
  probe(server, `$app.db().newQuery(${JSON.stringify(query)}).execute();`);

/** Keeps the server's workers from relaying, as a slow worker of another process would. */
export const pause = (server: Server) => probe(server, `$app.store().set("${DATABASE}", "test");`);
export const resume = (server: Server) => probe(server, `$app.store().remove("${DATABASE}");`);
const DATABASE = "pocketbundle.worker.database";

/**
 * Keeps the server's keeper from giving jobs back, as a change handler does that holds the
 * database.
 */
export const holdKeeper = (server: Server) =>
  probe(server, `$app.store().set("${RELAYING}", String(Date.now()));`);
export const releaseKeeper = (server: Server) =>
  probe(server, `$app.store().remove("${RELAYING}");`);
const RELAYING = "pocketbundle.worker.relaying";

export interface Seen {
  what: string;
  of: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the handlers were given.
  data: any;
}
export const seen = async (server: Server, what?: string): Promise<Seen[]> => {
  const all = await server.pb.collection("seen").getFullList<Seen & { created: string }>({
    sort: "@rowid",
    batch: 1000,
  });
  return all
    .filter((one) => what === undefined || one.what === what)
    .map(({ what, of, data }) => ({ what, of, data }));
};

/** Waits until everything captured is relayed and no job waits or runs. */
export async function settled(server: Server, timeout = 45_000): Promise<void> {
  await expect.poll(() => openWork(server), { timeout, interval: 50 }).toBe(0);
}

/** How many changes and jobs wait or run. */
async function openWork(server: Server): Promise<number> {
  const { changes, jobs } = await server.pb.send("/api/bundle/health", {});
  const open = (jobs as { waiting: number; running: number }[]).map(
    ({ waiting, running }) => waiting + running,
  );
  return changes + open.reduce((sum, one) => sum + one, 0);
}

/**
 * As `settled`, with jobs that end the server: starts it again each time. Returns its exit codes.
 */
export async function settledAfterCrashes(server: Server): Promise<number[]> {
  const codes: number[] = [];
  for (;;) {
    const code = await withinTime(server.exited, 50);
    if (code !== undefined) {
      codes.push(code);
      await server.restart();
      continue;
    }
    const open = await openWork(server).catch(() => "it is gone");
    if (open === 0) return codes;
  }
}
