// Measures what a create costs with rules that ask the database, and how that grows with the rows.
import type { Server } from "../../../kit/testing/index.ts";
import { creates } from "../load.ts";
import { processorTime } from "../processor-time.ts";
import { type Table, table } from "../report.ts";
import { inRounds } from "../rounds.ts";
import { range, ratios, summary } from "../stats.ts";
import { sql } from "../work/jobs.ts";
import { ORDER, PLAIN, rowsStatement, serverWith, VARIANTS } from "./rules.ts";

const CLIENTS = 32;

interface Variant {
  name: string;
  server: Server;
  /** Milliseconds of the server's processor time per create, by rows. */
  cost: Map<number, number[]>;
}

export async function scale(quick: boolean): Promise<Table[]> {
  const sizes = quick ? [1000, 100_000] : [1000, 100_000, 500_000, 1_000_000];
  const [rounds, seconds] = [3, 2];
  const variants: Variant[] = [];
  try {
    for (const name of VARIANTS) {
      variants.push({ name, server: await serverWith(name), cost: new Map() });
    }
    let filled = 0;
    for (const rows of sizes) {
      for (const { server } of variants) {
        await sql(server, { statement: rowsStatement(filled, rows) });
        await creates(server.url, ORDER, CLIENTS, 1);
      }
      filled = rows;
      await inRounds(variants, rounds, (one) => measure(one, rows, seconds));
    }
  } finally {
    await Promise.all(variants.map(({ server }) => server[Symbol.asyncDispose]()));
  }
  return sizes.map((rows) => tableOf(variants, rows));
}

async function measure({ server, cost }: Variant, rows: number, seconds: number) {
  const before = processorTime(server.pid);
  const { perSecond } = await creates(server.url, ORDER, CLIENTS, seconds);
  const each = (1000 * (processorTime(server.pid) - before)) / (perSecond * seconds);
  cost.set(rows, [...(cost.get(rows) ?? []), each]);
}

function tableOf(variants: Variant[], rows: number): Table {
  const costOf = ({ cost }: Variant) => cost.get(rows) ?? [];
  const plain = variants.find(({ name }) => name === PLAIN);
  return table(
    [
      `creates, ${CLIENTS} clients, ${rows} rows, pool 15`,
      "ms of processor time per create",
      "× no rule, round by round",
    ],
    variants.map((one) => [
      one.name,
      range(summary(costOf(one)), 2),
      range(ratios(costOf(one), plain ? costOf(plain) : []), 2),
    ]),
  );
}
