// Where a request goes and who sends it: paths, query strings and headers.
import type { Random } from "./random.ts";
import { anyName, anyText } from "./values.ts";
import type { World } from "./world.ts";

export type Header = [name: string, value: string];
/** The caller that a request claims to be. Superusers may destroy the server, so few routes are asked by them. */
export type Caller = "guest" | "user" | "superuser" | "broken";

const IDS = [
  "..",
  ".",
  "%00",
  "%2e%2e%2f",
  "a&b",
  "ä",
  "💥",
  "a@b",
  "a+b",
  "a%2Fb",
  "%zz",
  "' or 1=1",
  "__proto__",
  "x".repeat(300),
  "@rowid",
  "a;b",
  "%ff",
];

/** Each `{…}` of a path becomes a record's id or something strange. */
export function pathOf(random: Random, path: string, { ids }: World): string {
  const filled = path.replace(/\{[^}]*\}/g, () =>
    random.chance(0.6) ? random.pick(ids) : random.pick([...IDS, anyText(random)]),
  );
  if (random.chance(0.03))
    return `${filled}${random.pick(["/", "//", "/..", "%00", "?", "#", ";a=b", "/%2e%2e/x"])}`;
  return random.chance(0.02)
    ? filled.replace(/\//g, () => random.pick(["/", "//", "/./"]))
    : filled;
}

const WORDS = [
  "title",
  "id",
  "meta.a",
  "orders.title",
  "lines_via_orders.name",
  "@request.auth.id",
  "@request.body.a:isset",
  "@request.query.x",
  "@collection.orders.title",
  "@now",
  "@rowid",
  "tags:each",
  "tags:length",
  "title:lower",
  "=",
  "!=",
  "~",
  "?=",
  "!~",
  ">",
  "&&",
  "||",
  "(",
  ")",
  "'x'",
  '"',
  "'",
  "1",
  "-1e999",
  "null",
  "true",
  "geoDistance(",
  "place.lon",
  ",",
  "//",
  "strftime('%Y',",
  "%",
  "*",
  "+",
  "-",
  "...",
];

const filter = (random: Random) =>
  random.some(8, () => random.pick(WORDS)).join(random.pick(["", " "]));

/** Each name with what its readers look for. */
const QUERY: Record<string, (random: Random) => string> = {
  filter,
  sort: filter,
  expand: (random) =>
    random.pick(["orders", "lines_via_orders", "a.b.c.d.e.f.g.h", "@x", "orders".repeat(100)]),
  fields: (random) =>
    random.pick(["id", "*", "a.b", "title:excerpt(1,true)", "title:excerpt(", ":", "expand.*.id"]),
  page: (random) => random.pick(["1", "-1", "0", "1e9", "9223372036854775807", "a"]),
  perPage: (random) => random.pick(["1", "-1", "0", "5", "100000", "a"]),
  skipTotal: (random) => random.pick(["1", "true", "x"]),
  a: anyText,
  c: anyText,
  s: anyText,
  key: anyText,
  field: anyName,
  text: anyText,
  message: anyText,
  token: anyText,
};

export function queryOf(random: Random): string {
  if (random.chance(0.6)) return "";
  const pairs = random.some(4, () => {
    const name = random.pick(Object.keys(QUERY));
    const text = Buffer.from((QUERY[name] ?? anyText)(random)).toString();
    return `${name}=${random.chance(0.9) ? encodeURIComponent(text) : text.replace(/[\0-\x20\x7f-\uffff#]/g, "%")}`;
  });
  if (random.chance(0.05))
    pairs.push(
      random.pick([
        "%",
        "%zz=1",
        "a;b",
        "a=%ff",
        "&&&",
        "=",
        `x=${"y".repeat(10_000)}`,
        "a=1&".repeat(500),
      ]),
    );
  return `?${pairs.join("&")}`;
}

const HEADERS: Header[] = [
  ["Accept-Language", "de"],
  ["Accept-Language", "*;q=9,__proto__,x".repeat(20)],
  ["Accept-Encoding", "gzip, br;q=x"],
  ["X-Forwarded-For", "1.2.3.4, ::1, not an address"],
  ["X-Forwarded-Proto", "javascript"],
  ["Forwarded", 'for="[::1]:x";by=\\'],
  ["X-Real-IP", "\xff\xfe"],
  ["Origin", "null"],
  ["Origin", "https://evil.example"],
  ["Range", "bytes=0-0,-1,5-1"],
  ["If-None-Match", "*"],
  ["If-Modified-Since", "yesterday"],
  ["Cookie", "pb_auth=%7B%7D; =;;"],
  ["Referer", "http://x/\xe4"],
  ["User-Agent", "no"],
  ["User-Agent", "x".repeat(8000)],
  ["X-HTTP-Method-Override", "DELETE"],
  ["Connection", "close"],
  ["Content-Encoding", "gzip"],
  ["Content-Type", "application/json"],
  ["x_request_id", "\x80"],
  ["Expect", "100-continue"],
];

export const headersOf = (random: Random): Header[] =>
  random.chance(0.5) ? [] : random.some(3, () => random.pick(HEADERS));

export function authorization(random: Random, caller: Caller, { tokens }: World): Header[] {
  if (caller === "guest") return [];
  if (caller !== "broken") return [["Authorization", tokens[caller]]];
  const [head = "", payload = "", signature = ""] = tokens.user.split(".");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  const token = [
    `${head}.${payload}.`,
    `${none}.${payload}.`,
    `${head}.${payload}.${signature}x`,
    `${head}.e30.${signature}`,
    "Bearer ",
    "Basic Og==",
    ".",
    "a.b.c",
    "x".repeat(5000),
    "\xff",
  ];
  return [["Authorization", random.pick(token)]];
}
