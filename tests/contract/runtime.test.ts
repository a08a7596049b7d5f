// Shows that the mock does what PocketBase does: the same hook files and steps run on both.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DRIVER, type Driver, type Setup, startDriver } from "./drivers.ts";
import { named, type Scenario, stepsOf } from "./scenario.ts";
import { databaseScenarios } from "./scenarios/database.ts";
import { errorScenarios } from "./scenarios/errors.ts";
import { eventScenarios } from "./scenarios/events.ts";
import { filterScenarios } from "./scenarios/filters.ts";
import { languageScenarios } from "./scenarios/language.ts";
import { recordScenarios } from "./scenarios/records.ts";
import { requestScenarios } from "./scenarios/requests.ts";
import { ruleScenarios } from "./scenarios/rules.ts";
import { runtimeScenarios } from "./scenarios/runtime.ts";
import { sqlScenarios } from "./scenarios/sql.ts";
import { validationScenarios } from "./scenarios/validation.ts";
import { valueScenarios } from "./scenarios/values.ts";

const scenarios: Scenario[] = [
  ...eventScenarios,
  ...errorScenarios,
  ...recordScenarios,
  ...databaseScenarios,
  ...requestScenarios,
  ...runtimeScenarios,
  ...sqlScenarios,
  ...filterScenarios,
  ...ruleScenarios,
  ...validationScenarios,
  ...languageScenarios,
  ...valueScenarios,
];

// docs/testing.md lists the differences that cannot be removed.

const text = (scenario: Scenario, files: Record<string, string>) =>
  Object.entries(files).map(([path, content]) => [named(scenario, path), named(scenario, content)]);

function setup(): Setup {
  // Each file is a block, because hook files share one global scope and PocketBase drops a file
  // whose names are already used.
  const hooks = scenarios.flatMap((scenario) =>
    text(scenario, { "NAME.pb.js": `{${scenario.hook ?? ""}\n}`, ...scenario.files }),
  );
  const migrations = scenarios.flatMap((scenario, i) =>
    text(scenario, {
      [`${100 + i}_NAME.js`]: `migrate((app) => { for (const data of ${JSON.stringify(scenario.collections ?? [])}) app.save(new Collection(data)) })`,
    }),
  );
  return {
    hooks: Object.fromEntries(hooks),
    migrations: Object.fromEntries(migrations),
    env: { GREETING: "hi" },
  };
}

/**
 * `"threw TypeError: *"` stands for any text of that error, because the engines word errors
 * differently.
 */
function anyText(actual: unknown, expected: unknown): unknown {
  if (typeof actual !== "string" || typeof expected !== "string" || !expected.endsWith(": *")) {
    return actual;
  }
  return actual.startsWith(expected.slice(0, -1)) ? expected : actual;
}

const withName = (scenario: Scenario) =>
  JSON.parse(named(scenario, JSON.stringify(scenario.expected)));
const seen = async (scenario: Scenario, driver: Driver) =>
  JSON.parse(JSON.stringify(await scenario.steps(stepsOf(scenario, driver))));

const tables = scenarios.filter(({ rows }) => rows);
const others = scenarios.filter(({ rows }) => !rows);

describe(DRIVER, () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await startDriver(setup());
  });
  afterAll(() => driver?.stop());

  test.each(others.map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    async (_, scenario) => {
      expect(await seen(scenario, driver)).toEqual(withName(scenario));
    },
  );

  describe.each(tables.map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    (_, scenario) => {
      let actual: Record<string, unknown>;
      beforeAll(async () => {
        actual = await seen(scenario, driver);
      });
      test.each(Object.keys(withName(scenario)))("%s", (expression) => {
        const expected = withName(scenario)[expression];
        // When a row is missing, the whole result is compared, so that the failure shows it.
        const found = expression in actual ? actual[expression] : actual;
        expect(anyText(found, expected)).toEqual(expected);
      });
    },
  );
});

test("scenario names are the prefix of one scenario only", () => {
  const names = scenarios.map(({ name }) => name);
  for (const name of names) expect(names.filter((other) => other.startsWith(name))).toEqual([name]);
});
