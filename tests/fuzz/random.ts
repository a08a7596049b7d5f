// Random numbers that depend on a seed and the number of a request alone, so that each request can
// be made again without those before it.

const MASK = (1n << 64n) - 1n;

/** splitmix64 (Steele, Lea, Flood 2014). It fills the state of the generator below. */
function* splitmix64(seed: bigint): Generator<bigint, never> {
  for (let state = seed & MASK; ; ) {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    yield z ^ (z >> 31n);
  }
}

const rotated = (x: number, by: number) => (x << by) | (x >>> (32 - by));

/** xoshiro128** (Blackman, Vigna 2018), which needs no integers beyond 32 bits. */
export class Random {
  readonly #state = new Int32Array(4);

  constructor(seed: number, number: number) {
    const words = splitmix64((BigInt(seed) << 32n) ^ BigInt(number));
    for (let i = 0; i < 4; i += 2) {
      const word = words.next().value;
      this.#state[i] = Number(word & 0xffffffffn);
      this.#state[i + 1] = Number(word >> 32n);
    }
  }

  /** Begins with a given state. */
  static of(...state: [number, number, number, number]): Random {
    const random = new Random(0, 0);
    random.#state.set(state);
    return random;
  }

  /** A whole number from 0 up to 2^32 - 1. */
  next(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const result = Math.imul(rotated(Math.imul(s[1], 5), 7), 9);
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotated(s[3], 11);
    return result >>> 0;
  }

  /** A whole number from 0 up to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit);
  }

  /** `true` with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability * 2 ** 32;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** A list of up to `max` items. */
  some<T>(max: number, make: () => T): T[] {
    return Array.from({ length: this.below(max + 1) }, make);
  }

  /** Picks by weight. */
  weighed<T extends { weight: number }>(list: readonly T[]): T {
    let at = this.below(list.reduce((sum, { weight }) => sum + weight, 0));
    for (const item of list) {
      at -= item.weight;
      if (at < 0) return item;
    }
    throw new Error("The list is empty.");
  }
}
