// Measures the verification of a 10 KB body inside the server. Body and headers are read each time.
import { startServer } from "../../../kit/testing/index.ts";
import { SECRETS, SENDERS, type SenderName } from "../../senders.ts";
import { bundleForServer } from "../../server-bundle.ts";
import { type Cell, type Table, table } from "../report.ts";
import { summary } from "../stats.ts";

const REPEAT = 1000;
const HOOK = `routerAdd("POST", "/verify/{scheme}", (e) => {
  const signatures = require(__hooks + "/signatures.js");
  const scheme = signatures[e.request.pathValue("scheme")];
  const secrets = [e.request.header.get("X-Secret")];
  const begin = Date.now();
  for (let i = 0; i < ${REPEAT}; i++) {
    const request = { header: (name) => e.request.header.get(name), body: toString(e.request.body) };
    const refusal = signatures.verify(scheme, request, { secrets });
    if (refusal) throw new BadRequestError(refusal);
  }
  return e.json(200, (Date.now() - begin) / ${REPEAT});
})`;

const BODIES = {
  ASCII: JSON.stringify({ text: "a".repeat(10_000) }),
  "more than ASCII": JSON.stringify({ text: "ä".repeat(5000) }),
};

export async function verification(quick: boolean): Promise<Table[]> {
  const server = await startServer({
    args: ["--hooksWatch=false"],
    hooks: {
      "signatures.js": await bundleForServer("src/lib/signatures/index.ts"),
      "verify.pb.js": HOOK,
    },
  });
  const measure = async (scheme: SenderName, body: string) => {
    const secret = scheme === "lemonsqueezy" ? "lemon" : SECRETS[scheme];
    const response = await fetch(`${server.url}/verify/${scheme}`, {
      method: "POST",
      body,
      headers: { ...(await SENDERS[scheme](body, { secret })), "x-secret": secret },
    });
    if (!response.ok) throw new Error(await response.text());
    return Number(await response.text());
  };
  try {
    const lines: Cell[][] = [];
    for (const scheme of Object.keys(SENDERS) as SenderName[]) {
      const cells: string[] = [];
      for (const body of Object.values(BODIES)) {
        const runs: number[] = [];
        for (let i = 0; i < (quick ? 3 : 7); i++) runs.push(await measure(scheme, body));
        cells.push(summary(runs).median.toFixed(3));
      }
      lines.push([scheme, ...cells]);
    }
    return [table(["verification of 10 KB, ms", ...Object.keys(BODIES)], lines)];
  } finally {
    await server[Symbol.asyncDispose]();
  }
}
