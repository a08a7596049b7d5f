// Measures the server's processor time for an order: in its request, and in the background.
import type { Server } from "../../../kit/testing/index.ts";
import { nullSmtp } from "../mail/null-smtp.ts";
import { processorTime } from "../processor-time.ts";
import { type Table, table } from "../report.ts";
import { inRounds } from "../rounds.ts";
import { range, ratios, summary } from "../stats.ts";
import { drained } from "../work/servers.ts";
import { BARE, goVariant, OWN, VARIANTS } from "./variants.ts";
import { ACTIONS, type Action, createOne, type Runner, send } from "./write.ts";

const COMPARED = [BARE, "hooks by hand", OWN];
const ALL = { ...VARIANTS, ...goVariant() };

/** In milliseconds per order. */
interface Costs {
  request: number[];
  background: number[];
}

export async function processor(quick: boolean): Promise<Table[]> {
  const [rounds, seconds] = quick ? [3, 2] : [7, 3];
  await using smtp = await nullSmtp();
  const runners: Runner[] = [];
  try {
    for (const name of [...COMPARED, ...Object.keys(goVariant())]) {
      const target = await ALL[name]?.(15, smtp);
      if (!target) throw new Error(`There is no variant ${name}.`);
      const ids: string[] = [];
      runners.push({ name, target, ids });
      for (let i = 0; i < 200; i++) ids.push(await createOne(target.url));
      await measure({ name, target, ids }, "create", 1);
    }
    const tables: Table[] = [];
    for (const action of ACTIONS) tables.push(await tableOf(runners, action, rounds, seconds));
    return tables;
  } finally {
    await Promise.all(runners.map(({ target }) => target.end()));
  }
}

async function tableOf(runners: Runner[], action: Action, rounds: number, seconds: number) {
  const costs = runners.map((): Costs => ({ request: [], background: [] }));
  await inRounds([...runners.entries()], rounds, async ([i, runner]) => {
    const { request, background } = await measure(runner, action, seconds);
    costs[i]?.request.push(request);
    costs[i]?.background.push(background);
  });
  const bare = costs[0]?.request ?? [];
  return table(
    [
      `${action}s, 32 clients, pool 15, ms of processor time per order`,
      "in the request",
      "× bare, round by round",
      "in the background",
    ],
    runners.map(({ name }, i) => [
      name,
      range(summary(costs[i]?.request ?? []), 3),
      range(ratios(costs[i]?.request ?? [], bare), 2),
      name === OWN ? range(summary(costs[i]?.background ?? []), 3) : "",
    ]),
  );
}

/** The workers wait until the requests are over, so that both can be told apart. */
async function measure(runner: Runner, action: Action, seconds: number) {
  const { server } = runner.target;
  const isOwn = runner.name === OWN;
  if (isOwn) await holdWorkers(server, true);
  const [begin, { count }, middle] = [
    processorTime(server.pid),
    await send(runner, action, 32, seconds),
    processorTime(server.pid),
  ];
  if (isOwn) {
    await holdWorkers(server, false);
    await drained(server);
  } else await runner.target.forget();
  const each = (from: number, to: number) => (1000 * (to - from)) / count;
  return {
    request: each(begin, middle),
    background: each(middle, processorTime(server.pid)),
  };
}

async function holdWorkers(server: Server, isHeld: boolean) {
  const { ok } = await fetch(`${server.url}/hold/${isHeld}`, { method: "POST" });
  if (!ok) throw new Error(server.log());
}
