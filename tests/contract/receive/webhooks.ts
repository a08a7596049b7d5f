// The contract tests of webhooks share these functions, which send events and read what is stored.
import { readFileSync } from "node:fs";
import { type Headers, SECRETS, SENDERS, type SenderName, type Signing } from "../../senders.ts";
import type { Case } from "../cases.ts";
import type { Ask, Driver, Setup } from "../drivers.ts";

export const SCHEMES = Object.keys(SENDERS) as SenderName[];

/** `say(tag)` makes a handler that prints what it gets. */
const BEFORE = `
const secrets = ${JSON.stringify(SECRETS)};
const print = (tag, value) => console.log(tag + ": " + JSON.stringify(value));
const say = (tag) => (event, ctx) => print(tag, { event, of: ctx.event, attempt: ctx.job.attempt });
`;

/** Cases, and the sources that they send to. */
export interface Table {
  /** JavaScript source text of an object. */
  sources: string;
  migrations?: Setup["migrations"];
  cases: readonly Case[];
}

export const setupOf = (tables: readonly Table[]): Setup => ({
  hooks: {
    "pocketbundle.pb.js": readFileSync("pb_hooks/pocketbundle.pb.js", "utf8"),
    "pocketbundle.config.js": `${BEFORE}
module.exports = {
  jobs: { poll: 10, backoff: 10, workers: 1 },
  receive: Object.assign({}, ${tables.map(({ sources }) => sources).join(", ")}),
};`,
  },
  migrations: Object.assign({}, ...tables.map(({ migrations }) => migrations)),
  env: {},
});

export const sign = async (
  scheme: SenderName,
  body: string,
  more: Partial<Signing> = {},
): Promise<Headers> => SENDERS[scheme](body, { secret: SECRETS[scheme], ...more });

/** Returns the answer: the body of a 200, else the status and the message. */
export async function post(
  driver: Driver,
  source: string,
  body: Ask["body"],
  headers: NonNullable<Ask["headers"]> = {},
): Promise<unknown> {
  const all = { "content-type": "application/json", ...headers };
  const answer = await driver.request("POST", `/api/bundle/receive/${source}`, {
    body,
    headers: all,
  });
  if (answer.status === 200) return answer.body;
  return `${answer.status} ${(answer.body as { message: string }).message}`;
}

export const STORED = { received: true };
export const REPEATED = { received: true, repeated: true };

/** Sends an event as its sender signs it. */
export async function deliver(
  driver: Driver,
  scheme: SenderName,
  event: object,
  { source = scheme as string, ...more }: Partial<Signing> & { source?: string } = {},
): Promise<unknown> {
  const body = JSON.stringify(event);
  return post(driver, source, body, await sign(scheme, body, more));
}

interface EventRow {
  id: string;
  event: string;
  type: string;
  status: string;
  test: boolean;
  at: string;
  error: string;
  payload: object;
}
const EVENTS = "/api/collections/bundle_events/records";

/** Returns the stored events of a source, in the order of arrival. */
export async function stored(driver: Driver, source: string): Promise<EventRow[]> {
  const query = new URLSearchParams({
    filter: `source = "${source}"`,
    sort: "@rowid",
    perPage: "500",
  });
  const { body } = await driver.request("GET", `${EVENTS}?${query}`, { as: "superuser" });
  return (body as { items: EventRow[] }).items;
}

export const statuses = async (driver: Driver, source: string) =>
  (await stored(driver, source)).map(({ event, status }) => `${event} ${status}`);

/**
 * Returns the rows without the parts that differ each time. `at` is `"now"` where the sender gives
 * no time.
 */
export const rows = async (driver: Driver, source: string) =>
  (await stored(driver, source)).map(({ event, type, status, test, at }) => [
    event,
    type,
    status,
    test,
    Math.abs(Date.now() - Date.parse(at)) < 60_000 ? "now" : at,
  ]);

/** Changes a stored event, as a superuser does in the dashboard. */
export async function edit(driver: Driver, source: string, event: string, body: object) {
  const row = (await stored(driver, source)).find((one) => one.event === event);
  const { status } = await driver.request("PATCH", `${EVENTS}/${row?.id}`, {
    as: "superuser",
    body,
  });
  await driver.settle();
  return status;
}

export const told = async (driver: Driver, tag: string) =>
  (await driver.lines(tag)).map((line) => JSON.parse(line));
