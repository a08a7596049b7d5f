// What must hold for each answer, and for the server at the end.
import { readFileSync } from "node:fs";
import { until } from "../../kit/testing/wait.ts";
import { SECRETS, SENDERS } from "../senders.ts";
import type { Answer } from "./client.ts";
import { PATIENCE } from "./client.ts";
import type { FuzzRequest } from "./request.ts";
import type { World } from "./world.ts";

type Asked = Pick<FuzzRequest, "bytes" | "isWhole" | "target" | "method">;

/** Answers with 5xx that Go and PocketBase give by themselves, before any code of the bundle. */
const EXCEPTIONS: {
  status: number;
  why: string;
  holds(request: Asked, answer: Answer): boolean;
}[] = [
  {
    status: 501,
    why: "net/http/server.go: a transfer encoding other than chunked",
    holds: ({ bytes, method }, { body }) =>
      /\r\nTransfer-Encoding: (?!chunked\r)/.test(bytes.toString("latin1")) &&
      (method === "HEAD" || body.startsWith("Unsupported transfer encoding")),
  },
  {
    status: 500,
    why: "apis/batch.go: the validation of a batch panics at a request that is null",
    holds: ({ bytes, target }) => target.startsWith("/api/batch") && bytes.includes("null"),
  },
];
/** The panic of the second exception, as PocketBase logs it. */
const NULL_IN_BATCH = "core.InternalRequest.Validate called using nil";

/**
 * Our own routes take no rest of a body for a request. PocketBase's own routes do after 256 KB, and
 * so does an answer that its router gives before ours (tools/router/router.go, `loadMux`).
 */
export const isOurs = (target: string) => /^\/api\/(bundle|own)\//.test(target);

/** Says what is wrong with an answer. */
export function wrongWith(request: Asked, answer: Answer): string | undefined {
  const { status } = answer;
  if (status === -1) return `no answer within ${PATIENCE} ms`;
  if (status === 0)
    return request.isWhole ? "the connection was closed without an answer" : undefined;
  if (
    status >= 500 &&
    !EXCEPTIONS.some((one) => one.status === status && one.holds(request, answer))
  )
    return `${status}: ${answer.body}`;
  if (request.isWhole && answer.rest !== "" && isOurs(request.target))
    return `a second answer: ${answer.rest}`;
  return undefined;
}

/** The server's memory in MB; 0 where the system does not tell. */
export function memoryOf({ server }: World): number {
  if (process.platform !== "linux") return 0;
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

/** How many MB the server may have more than after its warm-up. */
export const MORE_MEMORY = 150;

/** Lines of the log that are errors, apart from PocketBase's own line for each refused request. */
async function errorsIn({ server: { pb } }: World): Promise<string[]> {
  const marker = `/fuzz-end-${Date.now()}`;
  await fetch(pb.baseURL + marker);
  const isWritten = async () =>
    (await pb.logs.getList(1, 1, { filter: `data.url = "${marker}"` })).totalItems > 0 || undefined;
  await until(isWritten, () => "PocketBase writes its logs", 30_000);
  // apis/middlewares.go, logRequest: PocketBase logs each 4xx as an error.
  const filter = `level >= 8 && (data.type != "request" || data.status >= 500)`;
  const { items } = await pb.logs.getList(1, 20, { filter, skipTotal: true });
  const ours = items.filter(({ data }) => !String(data.details).includes(NULL_IN_BATCH));
  return ours.map(({ message, data }) => `${message} ${JSON.stringify(data)}`.slice(0, 1500));
}

/** What no stranger may have stored, as queries that must find nothing. */
const STORED = {
  "events without a signature":
    "SELECT payload AS v FROM bundle_events WHERE payload || body || event LIKE '%stranger%' LIMIT 3",
  "suppressions without a signature":
    "SELECT address AS v FROM bundle_suppressions WHERE address LIKE '%stranger%' LIMIT 3",
  "orders against the rules": `SELECT id AS v FROM orders WHERE length(CAST(title AS BLOB)) NOT BETWEEN 2 AND 160 OR title LIKE '%<%' OR price < 0
    OR (status <> 'draft' AND (quantity NOT BETWEEN 0 AND 1000 OR quantity <> round(quantity))) OR tags LIKE '%"c"%' OR owner LIKE '%evil%' LIMIT 3`,
  "orders twice":
    "SELECT owner || lower(code) AS v FROM orders WHERE code <> '' GROUP BY owner, lower(code) HAVING count(*) > 1 LIMIT 3",
  "lines beyond the limit":
    "SELECT owner AS v FROM lines WHERE owner <> '' GROUP BY owner HAVING count(*) > 4 LIMIT 3",
};

/** Says what is wrong with a server after all requests. */
export async function wrongAtEnd(
  world: World,
  pid: number,
  before: number,
  printed: string,
): Promise<string[]> {
  const { server, provider, sql } = world;
  const problems: string[] = [];
  const add = (what: string, list: string[]) =>
    problems.push(...list.map((line) => `${provider}: ${what}: ${line}`));
  if (server.pid !== pid) add("the server", ["has another process"]);
  add("printed", server.log().slice(printed.length).split("\n").filter(Boolean).slice(0, 20));
  add("logged", await errorsIn(world));
  for (const [what, query] of Object.entries(STORED)) add(what, await sql(query));
  const after = memoryOf(world);
  if (after > before + MORE_MEMORY)
    add("memory", [`${before} MB after the warm-up, ${after} MB at the end`]);
  add("at the end", await stillWorks(world));
  return problems;
}

/** A genuine event is stored and handled, and a record is created. */
async function stillWorks({ server, sql }: World): Promise<string[]> {
  const id = `evt_last_${Date.now()}`;
  const body = JSON.stringify({ id, type: "invoice.paid" });
  const headers = SENDERS.stripe(body, { secret: SECRETS.stripe });
  const answer = await fetch(`${server.url}/api/bundle/receive/stripe`, {
    method: "POST",
    body,
    headers,
  });
  if (answer.status !== 200) return [`a genuine event was answered ${answer.status}`];
  const isDone = async () =>
    (await sql(`SELECT status AS v FROM bundle_events WHERE event = '${id}'`))[0] === "done" ||
    undefined;
  await until(isDone, () => "the last event is handled", 60_000);
  const order = await server.client().collection("orders").create({ title: "The last" });
  return order.id ? [] : ["no record was created"];
}
