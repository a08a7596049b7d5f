// Which parameters the messages of rules may name. Only the loader asks.
import type { ValueRules } from "../../contract/values.ts";
import { table } from "./table.ts";

/** These rules are switched on, so their errors have no parameter. */
const SWITCHES = ["integer", "email", "url", "uniqueItems"];

const paramsOfRule = (name: string): string[] => {
  if (name === "date") return ["after", "before"];
  if (name === "schema") return ["keyword"];
  return Object.hasOwn(table, name) && !SWITCHES.includes(name) ? [name] : [];
};

/** The parameters of the rules of one value. */
export const valueParams = ({ items, ...rules }: ValueRules): string[] => [
  ...Object.keys(rules).flatMap(paramsOfRule),
  ...(items ? [...valueParams(items), "index"] : []),
];

/** The parameters of each code of the rules in the table. */
export const CODE_PARAMS: Record<string, string[]> = Object.fromEntries(
  Object.entries(table).map(([name, { code }]) => [code, [...paramsOfRule(name), "index"]]),
);

/** Why a message is refused: it names a parameter that its error does not have. */
export function paramProblem(message: unknown, known: string[]): string | undefined {
  if (typeof message !== "string") return undefined;
  const unknown = [...message.matchAll(/\{(\w+)\}/g)].find(
    ([, name = ""]) => !known.includes(name),
  );
  if (!unknown) return undefined;
  const allowed = [...new Set(known)].map((name) => `{${name}}`).join(", ");
  return `The message names the parameter ${unknown[0]}. ${allowed ? `Known: ${allowed}.` : "Its error has no parameters."} Got: "${message}".`;
}
