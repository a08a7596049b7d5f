// A table of cases. Each of them runs on the mock and on the real server.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Driver, mockDriver, type Setup, serverDriver } from "./drivers.ts";

export interface Case {
  name: string;
  run(driver: Driver): Promise<unknown>;
  expected: unknown;
}

export function testOnBoth(setup: Setup, cases: readonly Case[]): void {
  describe.each(["mock", "server"] as const)("%s", (name) => {
    let driver: Driver;
    beforeAll(async () => {
      driver = name === "mock" ? mockDriver(setup) : await serverDriver(setup);
    });
    afterAll(() => driver?.stop());

    test.each(cases.map((one) => [one.name, one] as const))("%s", async (_, { run, expected }) => {
      expect(await run(driver)).toEqual(expected);
    });
  });
}
