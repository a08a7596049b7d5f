// `npm run conformance` runs the required cases of JSON Schema draft 2020-12 inside of the real
// server.

import { startServer } from "../../kit/testing/index.ts";
import { typebox } from "../../scripts/typebox.mjs";
import { bundleForServer } from "../server-bundle.ts";
import { readSuite } from "./suite.ts";

/**
 * The numbers are pinned, so that a change in either direction is looked at. These schemas of the
 * suite are refused at start-up: 61 cases refer to other documents (the server loads none, not even
 * draft 2020-12's own meta-schema), 24 have formats that need Unicode's tables, 3 have an unknown
 * keyword, and 5 a meta-schema of their own.
 */
const PINNED = { pass: 1083, refused: 93, wrong: 0, unclear: 0 };

const isVerdict = (result: string): result is "pass" | "wrong" | "unclear" =>
  result === "pass" || result === "wrong" || result === "unclear";

const module = await bundleForServer("tests/conformance/entry.ts", { plugins: [typebox] });
const server = await startServer({
  hooks: {
    "suite.js": module,
    "suite.pb.js": `routerAdd("POST", "/run", (e) =>
      e.json(200, require(__hooks + "/suite.js").run(JSON.parse(toString(e.request.body)))))`,
  },
});
try {
  const count = { pass: 0, refused: 0, wrong: 0, unclear: 0 };
  for (const group of readSuite()) {
    const response = await fetch(`${server.url}/run`, {
      method: "POST",
      body: JSON.stringify(group),
    });
    const results = (await response.json()) as string[];
    for (const [index, result] of results.entries()) {
      count[isVerdict(result) ? result : "refused"]++;
      if (result === "pass") continue;
      console.log(
        `${group.file}: ${group.description}: ${group.tests[index]?.description}: ${result}`,
      );
    }
  }
  console.log(`JSON Schema draft 2020-12, required cases: ${JSON.stringify(count)}`);
  const failed = JSON.stringify(count) === JSON.stringify(PINNED) ? 0 : 1;
  if (failed) console.log(`Pinned are ${JSON.stringify(PINNED)}.`);
  console.log(`${count.pass} passed, ${failed} failed`);
  process.exitCode = failed;
} finally {
  await server.stop();
  await server[Symbol.asyncDispose]();
}
