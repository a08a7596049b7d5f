// Measures creates per second on a validated collection. The variants take turns within every
// round.
import { type Server, type ServerOptions, startServer } from "../../../kit/testing/index.ts";
import { creates } from "../load.ts";
import { migrations } from "../orders.ts";
import { type Table, table } from "../report.ts";
import { inRounds } from "../rounds.ts";
import { range, ratios, summary } from "../stats.ts";
import { HAND_VALIDATED } from "../write/hooks.ts";
import { rules, values } from "./rules.ts";

const BARE = "bare PocketBase";
const VARIANTS: Record<string, ServerOptions> = {
  [BARE]: {},
  "a hook that does nothing": {
    hooks: { "a.pb.js": 'onRecordValidate((e) => e.next(), "orders")' },
  },
  "a hand-written hook": { hooks: { "a.pb.js": HAND_VALIDATED } },
  Pocketbundle: {
    copy: ["pb_hooks/pocketbundle.pb.js"],
    hooks: {
      "pocketbundle.config.js": `module.exports = { validate: { orders: { fields: ${JSON.stringify(rules)} } } }`,
    },
  },
};

export async function validated(quick: boolean): Promise<Table[]> {
  const [rounds, seconds] = quick ? [3, 1] : [9, 3];
  const runs: Record<string, number[]> = {};
  const servers: [string, Server][] = [];
  for (const [name, options] of Object.entries(VARIANTS)) {
    servers.push([name, await startServer({ ...options, migrations, args: ["--hooksPool=15"] })]);
  }
  try {
    for (const [, server] of servers) await creates(server.url, values, 32, 1);
    await inRounds(servers, rounds, async ([name, server]) => {
      const { perSecond } = await creates(server.url, values, 32, seconds);
      runs[name] = [...(runs[name] ?? []), perSecond];
    });
  } finally {
    await Promise.all(servers.map(([, server]) => server.stop()));
  }
  return [
    table(
      [
        "creates/s, validated, 32 clients, pool 15",
        "median (middle half)",
        "× bare, round by round",
      ],
      Object.entries(runs).map(([name, own]) => [
        name,
        range(summary(own)),
        range(ratios(own, runs[BARE] ?? []), 2),
      ]),
    ),
  ];
}
