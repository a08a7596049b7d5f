// Measures the mails per second out of a full outbox.
import { until } from "../../../kit/testing/index.ts";
import { type Cell, type Table, table } from "../report.ts";
import { range, summary } from "../stats.ts";
import { nullSmtp } from "./null-smtp.ts";
import { mailServer } from "./server.ts";

const FILL = `extensions: [{ name: "bench", routes: [{ method: "POST", path: "/fill", auth: "public",
  handler: (ctx) => ctx.transaction((tx) => {
    for (let i = 0; i < Number(ctx.query.n); i++) {
      tx.mail.send("placed", { to: "ada@example.com", data: { at: "", order: { id: i, title: "A thing", quantity: 2 } } });
    }
  }) }] }]`;

export async function sustained(quick: boolean): Promise<Table[]> {
  const [rounds, mails] = quick ? [3, 500] : [5, 3000];
  const rows: Cell[][] = [];
  for (const workers of [1, 2]) {
    await using smtp = await nullSmtp();
    await using server = await mailServer(smtp.port, `jobs: { workers: ${workers} }, ${FILL}`);
    const runs: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const before = smtp.count();
      await fetch(`${server.url}/fill?n=${mails}`, { method: "POST" });
      const begin = performance.now();
      const already = smtp.count() - before;
      await until(
        () => (smtp.count() - before >= mails ? true : undefined),
        () => `${mails} mails; printed:\n${server.log()}`,
        120_000,
        20,
      );
      // The first round is a warm-up.
      if (round > 0) runs.push(((mails - already) / (performance.now() - begin)) * 1000);
    }
    rows.push([`${workers} worker(s)`, range(summary(runs))]);
  }
  return [table([`mails/s out of ${mails}, ${rounds} rounds`, "median (middle half)"], rows)];
}
