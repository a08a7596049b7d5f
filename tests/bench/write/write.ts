// Measures creates and updates per second, by the number of clients and the size of the pool of
// VMs.
import autocannon from "autocannon";
import { nullSmtp } from "../mail/null-smtp.ts";
import { type Table, table } from "../report.ts";
import { inRounds } from "../rounds.ts";
import { range, ratios, summary } from "../stats.ts";
import { values } from "../validators/rules.ts";
import { BARE, type Target, VARIANTS } from "./variants.ts";

export const ACTIONS = ["create", "update"] as const;
export type Action = (typeof ACTIONS)[number];

interface Plan {
  pools: number[];
  clients: number[];
  actions: readonly Action[];
  rounds: number;
  seconds: number;
}
const WHOLE: Plan = {
  pools: [15, 64],
  clients: [1, 8, 32, 64],
  actions: ACTIONS,
  rounds: 3,
  seconds: 2,
};
const QUICK: Plan = { pools: [15], clients: [32], actions: ["create"], rounds: 3, seconds: 1 };

export async function write(quick: boolean): Promise<Table[]> {
  const { pools, ...plan } = quick ? QUICK : WHOLE;
  const tables: Table[] = [];
  for (const pool of pools) tables.push(...(await writeTo(pool, plan)));
  return tables;
}

export interface Runner {
  name: string;
  target: Target;
  /** The ids of the orders to update. */
  ids: string[];
}

async function writeTo(pool: number, plan: Omit<Plan, "pools">): Promise<Table[]> {
  await using smtp = await nullSmtp();
  const runners: Runner[] = [];
  try {
    for (const [name, start] of Object.entries(VARIANTS)) {
      const target = await start(pool, smtp);
      const ids: string[] = [];
      runners.push({ name, target, ids });
      for (let i = 0; i < 200; i++) ids.push(await createOne(target.url));
      await measure({ name, target, ids }, "create", 32, 1);
    }
    const tables: Table[] = [];
    for (const action of plan.actions) tables.push(await tableOf(runners, action, pool, plan));
    return tables;
  } finally {
    await Promise.all(runners.map(({ target }) => target.end()));
  }
}

async function tableOf(runners: Runner[], action: Action, pool: number, plan: Omit<Plan, "pools">) {
  const { clients, rounds, seconds } = plan;
  const rows = [];
  for (const count of clients) {
    const runs = runners.map((): Run[] => []);
    await inRounds([...runners.entries()], rounds, async ([i, runner]) => {
      runs[i]?.push(await measure(runner, action, count, seconds));
    });
    const speeds = runs.map((own) => own.map(({ perSecond }) => perSecond));
    const bare = speeds[runners.findIndex(({ name }) => name === BARE)] ?? [];
    for (const [i, { name }] of runners.entries()) {
      const own = runs[i] ?? [];
      rows.push([
        name,
        count,
        range(summary(speeds[i] ?? [])),
        range(ratios(speeds[i] ?? [], bare), 2),
        summary(own.map(({ p50 }) => p50)).median,
        summary(own.map(({ p99 }) => p99)).median,
      ]);
    }
  }
  return table(
    [
      `${action}s/s, pool ${pool}, ${rounds} × ${seconds} s`,
      "clients",
      "median (middle half)",
      "× bare, round by round",
      "p50 ms",
      "p99 ms",
    ],
    rows,
  );
}

export interface Run {
  /** How many requests were answered. */
  count: number;
  perSecond: number;
  p50: number;
  p99: number;
}

/**
 * Measures one run, and then drops the work that is left, because each variant sends its mails at
 * its own pace.
 */
async function measure(runner: Runner, action: Action, clients: number, seconds: number) {
  const run = await send(runner, action, clients, seconds);
  await runner.target.forget();
  return run;
}

export async function send(
  { name, target, ids }: Runner,
  action: Action,
  connections: number,
  duration: number,
): Promise<Run> {
  const headers = { "content-type": "application/json" };
  let next = 0;
  const { pathname } = new URL(target.url);
  const update = (request: autocannon.Request) => {
    const body = JSON.stringify({ quantity: 1 + (next % 90), note: `n${next}` });
    return { ...request, path: `${pathname}/${ids[next++ % ids.length]}`, body };
  };
  const result = await autocannon({
    url: target.url,
    connections,
    duration,
    requests: [
      action === "create"
        ? { method: "POST", headers, body: JSON.stringify(values) }
        : { method: "PATCH", headers, setupRequest: update },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${name}: ${result.non2xx} answers were not 200, ${result.errors} failed`);
  }
  const { p50, p99 } = result.latency;
  return { count: result.requests.total, perSecond: result.requests.average, p50, p99 };
}

export async function createOne(url: string): Promise<string> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(values),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return ((await answer.json()) as { id: string }).id;
}
