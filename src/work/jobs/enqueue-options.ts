// The options of `ctx.jobs`, checked and in the form of the queue's columns.
import type { EnqueueOptions } from "../../contract/jobs.ts";
import { jsonText } from "../../lib/json-text.ts";
import { unknownName } from "../../lib/nearest.ts";
import { isObject } from "../../lib/object.ts";
import { dateText, MAX_SECONDS } from "../../lib/time.ts";
import { PRIORITIES } from "./job-types.ts";
import type { Time } from "./transitions/insert.ts";

/** For each option: what was expected, unless the value is right. */
const OPTIONS: Record<keyof EnqueueOptions, (value: unknown) => string | false> = {
  // SQLite would store half a surrogate pair as something else, and not find it again.
  key: (value) =>
    (typeof value !== "string" || value === "" || /[\ud800-\udfff]/u.test(value)) &&
    "A job's key is a text, and not empty",
  again: (value) => value !== "after" && value !== "never" && 'again is "after" or "never"',
  debounce: (value) => isNoTime(value, "debounce"),
  throttle: (value) => isNoTime(value, "throttle"),
  delay: (value) => isNoTime(value, "delay"),
  runAt: (value) => Number.isNaN(timeOf(value)) && "A job's runAt is a date or an ISO text",
  priority: (value) =>
    !Object.hasOwn(PRIORITIES, String(value)) &&
    unknownName("priority", String(value), Object.keys(PRIORITIES)).slice(0, -1),
  attempts: (value) =>
    !(Number.isInteger(value) && Number(value) > 0) &&
    "A job's attempts are a whole number above 0",
};

const isNoTime = (value: unknown, name: string) =>
  !(typeof value === "number" && value >= (name === "delay" ? 0 : 0.001) && value <= MAX_SECONDS) &&
  `A job's ${name} is a number of seconds, ${name === "delay" ? "0" : "0.001"} to ${MAX_SECONDS}`;

/** A date of PocketBase is a text in JavaScript once it is read as one. */
function timeOf(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  const text = typeof value === "object" || typeof value === "string" ? String(value) : "";
  return /^\d{4}-\d\d/.test(text) ? new Date(text.replace(" ", "T")).getTime() : Number.NaN;
}

/** At most one of each list may be given; `again: "after"` is what they do anyway. */
const ONE_OF = [
  ["delay", "runAt", "debounce", "throttle"],
  ["again", "debounce", "throttle"],
];

/** Throws for what is wrong in the options of `call`. `known` are the options that it has. */
export function checkOptions(
  call: string,
  options: unknown,
  known: string[] = Object.keys(OPTIONS),
): void {
  const problem = problemOf(options, known);
  if (problem) throw new Error(`${call}: ${problem}`);
}

function problemOf(options: unknown, known: string[]): string | undefined {
  if (!isObject(options)) return `Expected an object of options, got ${shown(options)}.`;
  const given = Object.keys(options).filter((name) => options[name] !== undefined);
  for (const name of given) {
    if (!known.includes(name)) return unknownName("option", name, known);
    const expected = OPTIONS[name as keyof EnqueueOptions](options[name]);
    if (expected) return `${expected}, got ${shown(options[name])}.`;
  }
  const [both] = ONE_OF.map((names) =>
    names.filter((name) => given.includes(name) && options[name] !== "after"),
  ).filter(({ length }) => length > 1);
  if (both) return `${both.join(" and ")} exclude each other: leave one out.`;
  const needy = given.find((name) => /again|debounce|throttle/.test(name));
  if (needy && !given.includes("key")) return `${needy} is about jobs with one key: add the key.`;
}

const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 100) ?? typeof value;

/** `""` for as soon as possible. */
export function runAtOf({ delay = 0, runAt, debounce = 0 }: EnqueueOptions): string {
  if (runAt !== undefined) return dateText(timeOf(runAt));
  const seconds = delay + debounce;
  return seconds > 0 ? dateText(Date.now() + seconds * 1000) : "";
}

/** What a call does to the time of a job that waits. */
export const timeRule = ({ debounce, throttle }: EnqueueOptions): Time =>
  debounce ? "newest" : throttle ? "kept" : "earlier";

export const payloadOf = (type: string, payload: unknown = null): string =>
  jsonText(`The payload of the job "${type}"`, payload);
