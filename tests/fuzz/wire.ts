// The bytes of a request on the connection: honest, chunked, lying about the length, or cut off.
import type { Header } from "./places.ts";
import type { Random } from "./random.ts";

export interface Wire {
  bytes: Buffer;
  /** What the client does after it has written: it waits, closes its side, or goes away. */
  after: "wait" | "end" | "leave";
  /** Whether exactly one answer must come, and the connection can be used after it. */
  isWhole: boolean;
}

interface Message {
  method: string;
  target: string;
  headers: Header[];
  body: Buffer;
}

const headOf = ({ method, target, headers }: Message, framing: Header[]) =>
  Buffer.from(
    `${method} ${target} HTTP/1.1\r\nHost: fuzz\r\n${[...headers, ...framing].map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
    "latin1",
  );

type Frame = (random: Random, message: Message) => Wire;

const framed = (
  message: Message,
  framing: Header[],
  body: Buffer | string,
  rest?: Partial<Wire>,
): Wire => ({
  bytes: Buffer.concat([
    headOf(message, framing),
    typeof body === "string" ? Buffer.from(body, "latin1") : body,
  ]),
  after: "wait",
  isWhole: false,
  ...rest,
});
const length = (bytes: number): Header => ["Content-Length", String(bytes)];
const CHUNKED: Header = ["Transfer-Encoding", "chunked"];

function chunks(random: Random, body: Buffer): string {
  let text = "";
  for (let at = 0; at < body.length; ) {
    const size = 1 + random.below(body.length);
    const chunk = body.subarray(at, at + size);
    text += `${chunk.length.toString(16)}${random.chance(0.1) ? ";a=b" : ""}\r\n${chunk.toString("latin1")}\r\n`;
    at += size;
  }
  return `${text}0\r\n${random.chance(0.1) ? "X-Trailer: 1\r\n" : ""}\r\n`;
}

const honest: Frame = (_, message) =>
  framed(message, [length(message.body.length)], message.body, { isWhole: true });
/** Cut anywhere, also in the head. */
const cut = (random: Random, { bytes }: Wire): Wire => ({
  bytes: bytes.subarray(0, random.below(bytes.length)),
  after: random.chance(0.5) ? "end" : "leave",
  isWhole: false,
});

const FRAMES: { weight: number; make: Frame }[] = [
  { weight: 150, make: honest },
  {
    weight: 15,
    make: (random, message) =>
      framed(message, [CHUNKED], chunks(random, message.body), { isWhole: true }),
  },
  { weight: 4, make: (random, message) => cut(random, honest(random, message)) },
  {
    weight: 2,
    make: (random, message) =>
      cut(random, framed(message, [CHUNKED], chunks(random, message.body))),
  },
  {
    weight: 2,
    make: (random, message) =>
      framed(message, [length(message.body.length + 1 + random.below(100))], message.body, {
        after: "end",
      }),
  },
  {
    weight: 2,
    make: (random, message) =>
      framed(message, [length(random.below(message.body.length + 1))], message.body, {
        after: "end",
      }),
  },
  {
    weight: 1,
    make: (random, message) =>
      framed(
        message,
        [CHUNKED],
        random.pick([
          "ZZZ\r\n",
          "-1\r\n\r\n",
          "ffffffffffffffffff\r\n",
          "5\r\nab",
          "\r\n",
          "3\nabc\n0\n\n",
          "1;\0\r\nx\r\n0\r\n\r\n",
        ]),
        { after: "end" },
      ),
  },
  {
    weight: 1,
    make: (random, message) =>
      framed(message, [length(random.pick([-1, 1e30, Number.NaN]))], message.body, {
        after: "end",
      }),
  },
  {
    weight: 1,
    make: (_, message) =>
      framed(message, [length(message.body.length), CHUNKED], message.body, { after: "end" }),
  },
  {
    weight: 1,
    make: (random, message) =>
      framed(
        message,
        [["Transfer-Encoding", random.pick(["gzip", "chunked, gzip", "x"])]],
        message.body,
        { after: "end" },
      ),
  },
  {
    weight: 1,
    make: (random, message) =>
      framed({ ...message, method: random.pick(["GE T", "", "\0", "PRI"]) }, [], message.body, {
        after: "end",
      }),
  },
  {
    weight: 1,
    make: (_, message) =>
      framed({ ...message, headers: [...message.headers, ["Bad header", "\0"]] }, [], "", {
        after: "end",
      }),
  },
];

/** A target that HTTP does not allow is refused by Go's server, which ends the connection. */
export const wireOf = (random: Random, message: Message): Wire => {
  const wire = random.weighed(FRAMES).make(random, message);
  const isSound =
    /^\/[!-~]*$/.test(message.target) &&
    !/%(?![0-9a-f]{2})/i.test(message.target.split("?")[0] ?? "");
  return isSound
    ? wire
    : { ...wire, isWhole: false, after: wire.after === "wait" ? "end" : wire.after };
};
