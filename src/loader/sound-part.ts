// What is left of a config without its mistakes, so that the later checks can look at it too.
import { isObject } from "../lib/object.ts";
import type { Problem } from "../lib/refusal.ts";

type Keys = (string | number)[];

/** How many keys lead to the largest thing that one mistake spoils, by the part of the config. */
const UNITS: Record<string, number> = { validate: 4, mail: 3, receive: 2, jobs: 2, extensions: 4 };

/** The config stays as it is; the result is for checks only. */
export const soundPart = (config: unknown, problems: Problem[]): unknown =>
  without(config, unitsOf(problems), []);

/** The same, with undefined for what was taken out of a list, so that the others keep their places. */
export const withHoles = (config: unknown, problems: Problem[]): unknown =>
  without(config, unitsOf(problems), [undefined]);

const unitsOf = (problems: Problem[]) => problems.map(({ keys = [] }) => unitOf(keys));

function unitOf(keys: Keys): Keys {
  const [part = ""] = keys;
  const unit = keys.slice(0, UNITS[part] ?? 1);
  // Without its name, or with a wrong one, an extension is nothing.
  if (part === "extensions" && unit[2] === "name") return unit.slice(0, 2);
  // The other rules of a list would have other indexes.
  return part === "validate" && typeof unit.at(-1) === "number" ? unit.slice(0, -1) : unit;
}

/** Takes out what the units lead to. Values on the way are copied, and others are not touched. */
function without(value: unknown, units: Keys[], hole: undefined[]): unknown {
  if (units.length === 0) return value;
  const inside = (key: string | number) =>
    units.filter(([first]) => first === key).map(([, ...rest]) => rest);
  const isOut = (key: string | number) => inside(key).some((rest) => rest.length === 0);
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => (isOut(i) ? hole : [without(item, inside(i), hole)]));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !isOut(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, without(item, inside(key), hole)]));
}
