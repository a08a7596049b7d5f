// `npm run fuzz` sends 300,000 requests that strangers could send to a real server, and says what
// is wrong with the answers, the log, the memory and the stored data.
// `-- --seed <n>` chooses other requests, `--requests <n>` how many; `--only <n>` shows and sends
// one of them.
import { parseArgs } from "node:util";
import { Client } from "./client.ts";
import { requestOf } from "./request.ts";
import { fuzz } from "./run.ts";
import { PROVIDERS, startWorld } from "./world.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { seed: text, requests: text, only: text } });
const seed = Number(values.seed ?? 1);
const requests = Number(values.requests ?? 300_000);

const ends: (() => Promise<void>)[] = [];
const worlds = [];
try {
  for (const provider of PROVIDERS)
    worlds.push(await startWorld(provider, (end) => ends.push(end)));
  if (values.only !== undefined) {
    const request = requestOf(seed, Number(values.only), worlds);
    const { server } = worlds[request.world] as (typeof worlds)[0];
    const client = new Client(Number(new URL(server.url).port));
    const printed = server.log().length;
    console.log(
      request.bytes.toString("latin1"),
      `\n(${request.after}, ${request.bytes.length} bytes)\n`,
    );
    console.log(await client.ask(request), server.log().slice(printed));
    client.close();
  } else {
    const progress = (done: number) => console.log(`${done} of ${requests}`);
    const { problems, ...numbers } = await fuzz(worlds, { seed, requests, progress });
    console.log(numbers);
    for (const problem of problems) console.log(problem);
    process.exitCode = problems.length > 0 ? 1 : 0;
  }
} finally {
  for (const end of ends) await end();
}
