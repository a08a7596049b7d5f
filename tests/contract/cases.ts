// A table of cases, each of which is run on the mock and on the real server, by one vitest project
// each.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DRIVER, type Driver, type Setup, startDriver } from "./drivers.ts";

export interface Case {
  name: string;
  run(driver: Driver): Promise<unknown>;
  expected: unknown;
}

export function testOnBoth(setup: Setup, cases: readonly Case[]): void {
  describe(DRIVER, () => {
    let driver: Driver;
    beforeAll(async () => {
      driver = await startDriver(setup);
    });
    afterAll(() => driver?.stop());

    test.each(cases.map((one) => [one.name, one] as const))("%s", async (_, { run, expected }) => {
      expect(await run(driver)).toEqual(expected);
    });
  });
}
