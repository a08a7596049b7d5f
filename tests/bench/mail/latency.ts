// Measures the time from the commit of a record to the mail server's acceptance, at a steady rate.
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../kit/testing/index.ts";
import { type Table, table } from "../report.ts";
import { quantile } from "../stats.ts";
import { values } from "../validators/rules.ts";
import { nullSmtp } from "./null-smtp.ts";
import { mailServer } from "./server.ts";

const PER_SECOND = 50;

export async function latency(quick: boolean): Promise<Table[]> {
  const seconds = quick ? 5 : 20;
  const late: number[] = [];
  await using smtp = await nullSmtp((head) => {
    late.push(Date.now() - Date.parse(head.match(/^Subject: Placed at (\S+)/m)?.[1] ?? ""));
  });
  await using server = await mailServer(smtp.port);
  await steady(server.url, 1, () => late.length);
  late.length = 0;
  await steady(server.url, seconds, () => late.length);
  return [
    table(
      [
        `ms from the commit to "taken", ${PER_SECOND} mails/s for ${seconds} s`,
        "p50",
        "p99",
        "longest",
      ],
      [["", ...[0.5, 0.99, 1].map((share) => quantile(late, share).toFixed(0))]],
    ),
  ];
}

async function steady(url: string, seconds: number, taken: () => number) {
  const begin = performance.now();
  const count = seconds * PER_SECOND;
  const answers: Promise<Response>[] = [];
  for (let i = 0; i < count; i++) {
    while (performance.now() < begin + (i * 1000) / PER_SECOND) await sleep(1);
    answers.push(
      fetch(`${url}/api/collections/orders/records`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(values),
      }),
    );
  }
  for (const answer of await Promise.all(answers))
    if (!answer.ok) throw new Error(await answer.text());
  await until(
    () => (taken() >= count ? true : undefined),
    () => `${count} mails, came ${taken()}`,
    60_000,
    20,
  );
}
