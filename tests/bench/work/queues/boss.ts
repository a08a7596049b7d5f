import { load } from "./packages.ts";
import type { Commit, Postgres } from "./postgres.ts";
import { LATER, type Queue, repeat } from "./queue.ts";

interface Boss {
  on(event: "error", listener: (error: Error) => void): void;
  start(): Promise<unknown>;
  stop(options: object): Promise<void>;
  createQueue(name: string): Promise<void>;
  fetch(name: string, options: { batchSize: number }): Promise<{ id: string }[]>;
  complete(name: string, ids: string[]): Promise<unknown>;
}
type BossClass = new (options: object) => Boss;

/**
 * Runs a loop around `fetch` and `complete`. pg-boss's own `work` would be slower: it waits half a
 * second or more between two batches.
 */
export async function boss(postgres: Postgres, batchSize: number, commit: Commit): Promise<Queue> {
  // Up to version 10 the module is the class; later versions export it by its name.
  const module = load<BossClass | { PgBoss: BossClass }>("pg-boss");
  const PgBoss = "PgBoss" in module ? module.PgBoss : module;
  const { url, pool } = await postgres.database(commit);
  const own = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  own.on("error", (error) => console.error(error));
  await own.start();
  await own.createQueue("noop");
  const add = (count: number, startAfter: string) =>
    pool.query(
      `INSERT INTO pgboss.job (name, data, start_after)
      SELECT 'noop', json_build_object('id', i), ${startAfter} FROM generate_series(1, ${count}) AS i`,
    );
  const isDone = async () => {
    const { rows } = await pool.query(
      "SELECT EXISTS (SELECT 1 FROM pgboss.job WHERE name = 'noop' AND state < 'completed' AND start_after <= now()) AS some",
    );
    return rows[0]?.some === false;
  };
  return {
    jobs: batchSize < 100 ? 5000 : 10_000,
    async addBeside(count) {
      await add(count, `'${LATER}'::timestamptz`);
    },
    async fill(count) {
      await pool.query("DELETE FROM pgboss.job WHERE state = 'completed'");
      await add(count, "now()");
      await pool.query("VACUUM ANALYZE pgboss.job");
    },
    async drain(count) {
      const begin = performance.now();
      for (let ran = 0; ran < count; ) {
        const jobs = await own.fetch("noop", { batchSize });
        await own.complete(
          "noop",
          jobs.map(({ id }) => id),
        );
        ran += jobs.length;
      }
      await repeat(isDone);
      return (performance.now() - begin) / 1000;
    },
    end: () => own.stop({ graceful: false, wait: true }),
  };
}
