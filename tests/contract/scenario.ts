import type { Files } from "../../kit/testing/index.ts";
import type { Answer, Ask, Driver, Log } from "./drivers.ts";

/** A behaviour of PocketBase, with hook files and collections of its own. */
export interface Scenario {
  /** The name, which is also the prefix of its collections, routes and printed lines: `[a-z_]+`. */
  name: string;
  /** The collections in PocketBase's JSON. `NAME` in any text stands for the scenario's name. */
  collections?: readonly Record<string, unknown>[];
  hook?: string;
  /** Further files of `pb_hooks`. */
  files?: Files;
  /** Returns what is visible from outside. Both drivers must return `expected`. */
  steps: (driver: Steps) => Promise<unknown>;
  expected: unknown;
  /** The rows of a table. Each row is compared and reported by itself. */
  rows?: readonly Row[];
}

export type Row = readonly [expression: string, value: unknown];

/** The driver, which knows the scenario's name. */
export interface Steps {
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** Creates a record in the collection NAME. */
  create(body: unknown, ask?: Ask): Promise<Answer>;
  lines(): Promise<string[]>;
  /** Returns the error texts of logged requests to paths that contain NAME. */
  loggedErrors(): Promise<unknown[]>;
  /** Returns the rows of the log whose message starts with NAME. */
  logged(): Promise<readonly Log[]>;
  cron(id: string): Promise<void>;
}

const OPEN = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };

/** A collection that everyone may use. Further collections of a scenario get a suffix. */
export const collection = (fields: readonly object[], more: object = {}) => ({
  type: "base",
  name: "NAME",
  ...OPEN,
  fields,
  ...more,
});

export const text = (name: string, more = {}) => ({ type: "text", name, ...more });

/**
 * A table of expressions that are evaluated in an executor.
 * @param prepare the statements before them; `e` is the request event
 */
export function expressions(
  name: string,
  prepare: string,
  rows: readonly Row[],
  more: Partial<Scenario> = {},
): Scenario {
  const list = rows.map(([expression]) => `${JSON.stringify(expression)}: () => (${expression})`);
  return {
    name,
    ...more,
    hook: `${more.hook ?? ""}
      routerAdd("POST", "/NAME/{id}", (e) => {
        ${prepare}
        const all = { ${list.join(",\n")} };
        const out = {};
        for (const key of Object.keys(all)) {
          try {
            const value = all[key]();
            out[key] = value === undefined ? "undefined" : JSON.parse(JSON.stringify(value));
          } catch (error) {
            out[key] = "threw " + (error && error.name) + ": " + (error && error.message);
          }
        }
        return e.json(200, JSON.parse(JSON.stringify(out)));
      });`,
    steps: async ({ ask }) =>
      (await ask("POST", "/NAME/1?q=1&q=2&r=", { body: { b: 1, a: [1, { x: 2 }] } })).body,
    expected: Object.fromEntries(rows),
    rows,
  };
}

export const named = (scenario: Scenario, value: string) => value.replaceAll("NAME", scenario.name);

export function stepsOf(scenario: Scenario, driver: Driver): Steps {
  const ask: Steps["ask"] = (method, path, options) =>
    driver.request(
      method,
      named(scenario, path),
      JSON.parse(named(scenario, JSON.stringify(options ?? {}))),
    );
  return {
    ask,
    create: (body, options) => ask("POST", "/api/collections/NAME/records", { body, ...options }),
    lines: () => driver.lines(scenario.name),
    async logged() {
      return (await driver.logs()).filter(({ message }) => message.startsWith(scenario.name));
    },
    cron: (id) => driver.cron(named(scenario, id)),
    async loggedErrors() {
      const logs = await driver.logs();
      return logs
        .filter(({ level, message }) => level === 8 && message.includes(scenario.name))
        .map(({ data }) => [data.error, data.details]);
    },
  };
}
