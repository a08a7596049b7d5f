import type { Files } from "../../kit/testing/index.ts";
import type { Answer, Ask, Driver, Log } from "./drivers.ts";

/** Something that PocketBase does, with hook files and collections of its own. */
export interface Scenario {
  /** Also the prefix of its collections, routes and printed lines: `[a-z_]+`. */
  name: string;
  /** Collections as PocketBase's JSON has them; `NAME` in any text stands for the scenario's name. */
  collections?: readonly Record<string, unknown>[];
  hook?: string;
  /** More files of `pb_hooks`. */
  files?: Files;
  /** What is seen from outside; compared with `expected` on both drivers. */
  steps: (driver: Steps) => Promise<unknown>;
  expected: unknown;
  /** Of a table: its rows, each of which is compared, and reported, by itself. */
  rows?: readonly Row[];
}

export type Row = readonly [expression: string, value: unknown];

/** The driver, with the scenario's name known. */
export interface Steps {
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** Creates a record in the collection NAME. */
  create(body: unknown, ask?: Ask): Promise<Answer>;
  lines(): Promise<string[]>;
  /** Error texts of logged requests to paths that contain NAME. */
  loggedErrors(): Promise<unknown[]>;
  /** Rows of the log whose message starts with NAME. */
  logged(): Promise<readonly Log[]>;
  cron(id: string): Promise<void>;
}

const OPEN = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };

/** A collection that everyone may use; more of them get a suffix. */
export const collection = (fields: readonly object[], more: object = {}) => ({
  type: "base",
  name: "NAME",
  ...OPEN,
  fields,
  ...more,
});

export const text = (name: string, more = {}) => ({ type: "text", name, ...more });

/**
 * A table of expressions, each evaluated in an executor.
 * @param prepare statements before them; `e` is the request event
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
