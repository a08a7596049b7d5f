// Measures validation alone: µs per record, inside of the real server.
import { startServer } from "../../../kit/testing/index.ts";
import { bundleForServer } from "../../server-bundle.ts";
import { migrations } from "../orders.ts";
import { type Table, table } from "../report.ts";
import { range, summary } from "../stats.ts";

export async function validators(quick: boolean): Promise<Table[]> {
  const module = await bundleForServer("tests/bench/validators/entry.ts", {
    external: ["*/json-schema/index.ts"],
  });
  await using server = await startServer({
    migrations,
    hooks: {
      "bench.js": module,
      "bench.pb.js": `routerAdd("GET", "/bench", (e) => {
        try {
          return e.json(200, require(__hooks + "/bench.js").measure(${quick ? 5 : 15}, 1000));
        } catch (error) {
          return e.json(500, String(error.stack));
        }
      })`,
    },
  });
  const answer = await fetch(`${server.url}/bench`);
  const times = (await answer.json()) as Record<string, number[]>;
  if (!answer.ok) throw new Error(`${JSON.stringify(times)}\n${server.log()}`);
  const own = summary(times["pocketbundle valid"] ?? []).median;
  return [
    table(
      ["nine-field record", "µs (middle half)", "× pocketbundle valid"],
      Object.entries(times).map(([name, runs]) => [
        name,
        range(summary(runs), 1),
        (summary(runs).median / own).toFixed(2),
      ]),
    ),
  ];
}
