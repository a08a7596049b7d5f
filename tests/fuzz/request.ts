// Makes the request of a number. It depends on the seed and the number; only tokens, signatures and
// times differ from run to run.
import { createHmac } from "node:crypto";
import { bodyOf, formText } from "./bodies.ts";
import { damaged } from "./mutations.ts";
import { authorization, type Caller, type Header, headersOf, pathOf, queryOf } from "./places.ts";
import { Random } from "./random.ts";
import { TARGETS, type Target } from "./routes.ts";
import { MARK } from "./shapes.ts";
import { mailgunClaim, signatureOf } from "./signed.ts";
import { json } from "./values.ts";
import { type Wire, wireOf } from "./wire.ts";
import { PROVIDERS, type World } from "./world.ts";

export interface FuzzRequest extends Wire {
  number: number;
  /** The index of the world that it is for. */
  world: number;
  caller: Caller;
  method: string;
  target: string;
}

const METHODS = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "FUZZ",
];
const isFeedback = ({ path }: Target) => path.includes("/feedback/");

export function requestOf(seed: number, number: number, worlds: World[]): FuzzRequest {
  const random = new Random(seed, number);
  const target = random.weighed(TARGETS);
  const index = isFeedback(target) ? random.below(worlds.length) : 0;
  const world = worlds[index] as World;
  const caller = random.pick(target.callers);
  const method =
    random.chance(0.03) && caller !== "superuser" ? random.pick(METHODS) : target.method;
  const path = target.path.replace("{provider}", PROVIDERS[index] as string);
  const headers = headersOf(random);
  const isSigned = target.signed === true && random.chance(0.75);
  let query = queryOf(random);
  let { type, bytes, headers: more = [] } = bodyOf(random, target.fields, target.files);
  if (path.endsWith("/unsubscribe") && isSigned) query = unsubscribeQuery(random, world);
  else if (isSigned) {
    if (path.endsWith("mailgun")) bytes = withClaim(bytes);
    if (random.chance(0.3)) [type, bytes] = form(random, bytes);
    const name = path.split("/").at(-1) as string;
    if (name !== "mailgun") more = [...more, ...signatureOf(name, bytes, `d-${random.next()}`)];
    if (random.chance(0.03)) bytes = damaged(random, bytes);
  } else if (target.signed) bytes = unmarked(bytes);
  const sent: Header[] = [
    ...headers,
    ...more,
    ...(more.some(([header]) => header === "Authorization")
      ? []
      : authorization(random, caller, world)),
    ...(type === "" ? [] : ([["Content-Type", type]] as Header[])),
  ];
  const place =
    caller === "superuser"
      ? pathOf(random, path.replace(/\{[^}]*\}/, "note"), world)
      : pathOf(random, path, world);
  const wire = wireOf(random, { method, target: place + query, headers: sent, body: bytes });
  // These are answered in another way than by one answer.
  const isOdd = method === "CONNECT" || sent.some(([name]) => name === "Expect");
  return {
    ...wire,
    isWhole: wire.isWhole && !isOdd,
    number,
    world: index,
    caller,
    method,
    target: place + query,
  };
}

/** What no signature covers is marked as a stranger's, and must never be stored. */
const unmarked = (bytes: Buffer) =>
  Buffer.from(
    bytes
      .toString("latin1")
      .replaceAll(MARK, "stranger")
      .replaceAll(/"(evt_|ev)(\d)/g, '"stranger$2'),
    "latin1",
  );

const withClaim = (bytes: Buffer) =>
  Buffer.from(bytes.toString("latin1").replace("{", `{"signature":${mailgunClaim()},`), "latin1");

/** GitHub's way of sending: the JSON in a field of a form. */
const form = (random: Random, bytes: Buffer): [string, Buffer] => [
  "application/x-www-form-urlencoded",
  random.chance(0.5) ? Buffer.from(formText([["payload", json(bytes.toString())]])) : bytes,
];

function unsubscribeQuery(random: Random, { unsubscribe }: World): string {
  const address = random
    .pick([
      `${MARK}${random.below(300)}@example.com`,
      `${MARK} \0<b>`,
      `${MARK}${"x".repeat(2000)}`,
      `${MARK}ä@ä`,
    ])
    .toLowerCase();
  const category = random.pick(["news", "", "\0", "x".repeat(2000)]);
  const signature = createHmac("sha256", unsubscribe)
    .update(`${address}\n${category}`)
    .digest("hex");
  return `?a=${encodeURIComponent(address)}&c=${encodeURIComponent(category)}&s=${signature}`;
}
