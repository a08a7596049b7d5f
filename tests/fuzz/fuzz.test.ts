// The short form of `npm run fuzz`: always the same requests.
import { afterAll, describe, expect, it } from "vitest";
import { Random } from "./random.ts";
import { requestOf } from "./request.ts";
import { fuzz } from "./run.ts";
import { PROVIDERS, startWorld } from "./world.ts";

const SEED = 7;
const REQUESTS = 6000;
const TIMEOUT = 240_000;

const worlds = await Promise.all(PROVIDERS.map((provider) => startWorld(provider, afterAll)));

it("is the generator xoshiro128** with the state 1, 2, 3, 4", () => {
  const random = Random.of(1, 2, 3, 4);
  expect([random.next(), random.next(), random.next()]).toEqual([11_520, 0, 5_927_040]);
});

it("makes the same request of the same number, and others of another seed", () => {
  const bytes = (seed: number) => {
    const { method, target } = requestOf(seed, 5, worlds);
    return `${method} ${target}`;
  };
  const seeds = Array.from({ length: 50 }, (_, seed) => bytes(seed));
  expect(seeds).toEqual(Array.from({ length: 50 }, (_, seed) => bytes(seed)));
  expect(new Set(seeds).size).toBeGreaterThan(25);
});

describe("a stranger", () => {
  it(
    `causes no error, hang or leak with ${REQUESTS} requests`,
    async () => {
      const { problems, statuses } = await fuzz(worlds, { seed: SEED, requests: REQUESTS });
      expect(problems).toEqual([]);
      // Enough requests are good, and all of them were made.
      expect(statuses[200]).toBeGreaterThan(REQUESTS / 10);
      expect(Object.values(statuses).reduce((sum, count) => sum + count)).toBe(REQUESTS);
    },
    TIMEOUT,
  );
});
