import { setTimeout as sleep } from "node:timers/promises";
import { dateText, insertJobs, SQL_HOOK, sql } from "../jobs.ts";
import { withBundle } from "../servers.ts";
import { LATER, type Queue, repeat } from "./queue.ts";

/** The other jobs in the table. `a_later` and `a_blocked` come before `noop` in the index, too. */
const BESIDE = {
  nothing: { type: "", runAt: "" },
  later: { type: "noop", runAt: LATER },
  "another later": { type: "a_later", runAt: LATER },
  "no free slot": { type: "a_blocked", runAt: "" },
};

const config = (another: string) => `{ jobs: { workers: 1 }, extensions: [{ name: "bench", jobs: {
  noop: { handler() {} }, ${another} } }] }`;
const UNLIMITED = "a_later: { handler() {} }";
const LIMITED = "a_blocked: { concurrency: 1, handler() {} }";

/**
 * How long the jobs are in the queue before they are due, in milliseconds. It is longer than any
 * delay that their arrival causes.
 */
const AHEAD = 700;

/** Starts a queue with one worker. */
export async function pocketbundle(beside: keyof typeof BESIDE): Promise<Queue> {
  const { type, runAt } = BESIDE[beside];
  const isBlocked = type === "a_blocked";
  const server = await withBundle(config(isBlocked ? LIMITED : UNLIMITED), {
    hooks: SQL_HOOK,
  });
  if (isBlocked) await sql(server, { statement: HOLD_SLOT });
  /** The milliseconds to insert one job: twice the last measured time. */
  let perJob = 1;
  const ask = async (question: string) => (await sql(server, { question })) > 0;
  return {
    jobs: 30_000,
    addBeside: (count) => insertJobs(server, type, count, runAt),
    async fill(count) {
      await sql(server, { statement: "DELETE FROM bundle_jobs WHERE status = 'done'" });
      // The worker begins by itself, so all jobs must be in the table before they are due.
      const begin = Date.now();
      const due = begin + AHEAD + count * perJob;
      await insertJobs(server, "noop", count, dateText(due));
      const left = due - Date.now();
      if (left < AHEAD / 2)
        throw new Error(`the jobs were there only ${left} ms before their time`);
      perJob = (2 * (Date.now() - begin)) / count;
      await sleep(left - 20);
    },
    async drain() {
      let begin = 0;
      const hasBegun = () => {
        begin = performance.now();
        return ask(BEGUN);
      };
      await repeat(hasBegun);
      const question = unfinished(dateText(Date.now()));
      await repeat(async () => !(await ask(question)));
      return (performance.now() - begin) / 1000;
    },
    end: () => server[Symbol.asyncDispose](),
  };
}

const HOLD_SLOT = `INSERT INTO bundle_jobs (type, status, token, leased_until, max_attempts, payload)
  VALUES ('a_blocked', 'running', 'bench', '${LATER}', 8, 'null')`;

// The conditions are written as in the indexes of the table.
const RUNNING =
  "EXISTS (SELECT 1 FROM bundle_jobs WHERE status = 'running' AND token != '' AND type = 'noop')";
const BEGUN = `SELECT 1 AS row WHERE ${RUNNING}
  OR EXISTS (SELECT 1 FROM bundle_jobs WHERE status = 'done' AND finished != '')`;
const unfinished = (now: string) => `SELECT 1 AS row WHERE ${RUNNING} OR EXISTS (SELECT 1
  FROM bundle_jobs WHERE status = 'queued' AND type = 'noop' AND priority = 0 AND run_at <= '${now}')`;
