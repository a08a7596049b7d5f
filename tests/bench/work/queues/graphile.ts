import { load } from "./packages.ts";
import type { Commit, Postgres } from "./postgres.ts";
import { LATER, type Queue, repeat } from "./queue.ts";

interface Graphile {
  run(options: object): Promise<{ stop(): Promise<void> }>;
  runMigrations(options: object): Promise<void>;
  Logger: new (factory: () => () => void) => object;
}

/**
 * Both variants have one process. The second one has the settings that the documentation names for
 * many short jobs (docs/performance).
 */
const VARIANTS = {
  installed: { jobs: 1000, worker: {} },
  best: {
    jobs: 20_000,
    worker: {
      concurrentJobs: 24,
      maxPoolSize: 25,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  },
};

export async function graphile(
  postgres: Postgres,
  variant: keyof typeof VARIANTS,
  commit: Commit,
): Promise<Queue> {
  const { run, runMigrations, Logger } = load<Graphile>("graphile-worker");
  const { url, pool } = await postgres.database(commit);
  const { jobs, worker } = VARIANTS[variant];
  // The logger is silent: by default, it prints a line for every job.
  const logger = new Logger(() => () => {});
  const options = { connectionString: url, logger, preset: { worker }, noHandleSignals: true };
  await runMigrations(options);
  const add = (count: number, runAt: string) =>
    pool.query(
      `SELECT count(*) FROM graphile_worker.add_jobs((SELECT array_agg(
        ROW('noop', json_build_object('id', i), NULL, ${runAt}, NULL, NULL, NULL, NULL)::graphile_worker.job_spec)
        FROM generate_series(1, ${count}) AS i))`,
    );
  const isDone = async () => {
    const { rows } = await pool.query(
      "SELECT EXISTS (SELECT 1 FROM graphile_worker._private_jobs WHERE run_at <= now()) AS some",
    );
    return rows[0]?.some === false;
  };
  return {
    jobs,
    async addBeside(count) {
      await add(count, `'${LATER}'::timestamptz`);
    },
    async fill(count) {
      await add(count, "now()");
      await pool.query("VACUUM ANALYZE graphile_worker._private_jobs");
    },
    async drain(count) {
      let begun = 0;
      let ran = 0;
      const noop = () => {
        if (ran++ === 0) begun = performance.now();
      };
      const runner = await run({ ...options, taskList: { noop } });
      await repeat(async () => ran >= count && (await isDone()));
      const seconds = (performance.now() - begun) / 1000;
      await runner.stop();
      return seconds;
    },
    end: async () => {},
  };
}
