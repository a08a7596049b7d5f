// Small damages to bytes.
import type { Random } from "./random.ts";

const TOKENS = ['"', "{", "}", "[", "]", "\0", "\r\n", "%", "&", "=", "\\", "\\u", ",", "\xff"];

type Mutation = (random: Random, bytes: Buffer, at: number) => Buffer;

const MUTATIONS: Mutation[] = [
  (_, bytes, at) => bytes.subarray(0, at),
  (_, bytes, at) => bytes.subarray(at),
  (random, bytes, at) => joined(bytes.subarray(0, at), random.pick(TOKENS), bytes.subarray(at)),
  (_, bytes, at) => joined(bytes.subarray(0, at), bytes.subarray(at + 1)),
  (_, bytes, at) => joined(bytes, bytes.subarray(at)),
  (random, bytes, at) => {
    const changed = Buffer.from(bytes);
    if (at < changed.length) changed[at] = random.below(256);
    return changed;
  },
];

const joined = (...parts: (Buffer | string)[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)),
  );

/** Damages bytes at one to three places. */
export function damaged(random: Random, bytes: Buffer): Buffer {
  let result = bytes;
  for (let i = random.below(3); i >= 0; i--) {
    result = random.pick(MUTATIONS)(random, result, random.below(result.length + 1));
  }
  return result;
}
