import { GoError } from "./errors.ts";
import { GO, goType } from "./go.ts";

const MACROS = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/;
const RANGES: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];

/** tools/cron: jobs run when a test runs them, never by the clock. */
export class Cron {
  static readonly [GO] = goType({
    name: "Cron",
    type: "Cron",
    methods: ["add", "mustAdd", "remove", "removeAll", "total"],
  });
  readonly #jobs = new Map<string, { schedule: string; run: () => void }>();

  add(id: string, schedule: string, run: () => void): void {
    checkSchedule(schedule);
    this.#jobs.set(id, { schedule, run });
  }

  mustAdd = (id: string, schedule: string, run: () => void) => this.add(id, schedule, run);
  remove = (id: string) => void this.#jobs.delete(id);
  removeAll = () => this.#jobs.clear();
  total = () => this.#jobs.size;
  find = (id: string) => this.#jobs.get(id);
  ids = () => [...this.#jobs.keys()];
}

/** tools/cron/schedule.go */
function checkSchedule(schedule: string): void {
  if (MACROS.test(schedule)) return;
  const parts = schedule.split(" ");
  if (parts.length !== RANGES.length) {
    throw new GoError(
      "invalid cron expression - must be a valid macro or to have exactly 5 space separated segments",
    );
  }
  parts.forEach((part, i) => {
    const [min, max] = RANGES[i] as readonly [number, number];
    for (const item of part.split(",")) checkItem(item, min, max);
  });
}

function checkItem(item: string, min: number, max: number): void {
  const match = item.match(/^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/);
  const numbers = (match?.slice(1) ?? []).filter((text) => text !== undefined).map(Number);
  const [from, to] = [match?.[1], match?.[2]].map((text) =>
    text === undefined ? undefined : Number(text),
  );
  const inRange = (n: number | undefined) => n === undefined || (n >= min && n <= max);
  const step = match?.[3] === undefined ? 1 : Number(match[3]);
  const ordered = from === undefined || to === undefined || from <= to;
  if (
    !match ||
    !numbers.every(Number.isSafeInteger) ||
    !inRange(from) ||
    !inRange(to) ||
    !ordered ||
    step < 1 ||
    step > max
  ) {
    throw new GoError(`invalid segment ${item} of a cron expression`);
  }
}
