import { Duration } from "./duration.ts";
import { GO, goType } from "./go.ts";
import { GoTime, ZERO } from "./time.ts";

const FORMAT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?)?$/;

/** tools/types/datetime.go, in milliseconds where Go has nanoseconds. */
export class DateTime {
  static readonly [GO] = goType({
    name: "DateTime",
    type: "DateTime",
    stringer: true,
    byValue: true,
    methods: [
      "add",
      "addDate",
      "after",
      "before",
      "compare",
      "equal",
      "isZero",
      "marshalJSON",
      "string",
      "sub",
      "time",
      "unix",
    ],
  });

  /** @param ms since 1970; undefined is Go's zero time */
  constructor(readonly ms?: number) {}

  /** Returns the zero time for anything that is not a date, as Go does. */
  static parse(value: unknown): DateTime {
    if (value instanceof DateTime) return value;
    if (value instanceof GoTime) return new DateTime(value.isZero() ? undefined : value.ms);
    if (typeof value === "number") return new DateTime(value * 1000);
    return new DateTime(typeof value === "string" && value !== "" ? parseText(value) : undefined);
  }

  isZero(): boolean {
    return this.ms === undefined;
  }

  string(): string {
    return this.ms === undefined ? "" : new Date(this.ms).toISOString().replace("T", " ");
  }

  unix(): number {
    return Math.floor(this.#value() / 1000);
  }

  time(): GoTime {
    return new GoTime(this.#value());
  }

  /** @param duration in nanoseconds */
  add(duration: number | Duration): DateTime {
    return new DateTime(this.#value() + Number(duration) / 1e6);
  }

  addDate(years: number, months: number, days: number): DateTime {
    const date = new Date(this.#value());
    date.setUTCFullYear(
      date.getUTCFullYear() + years,
      date.getUTCMonth() + months,
      date.getUTCDate() + days,
    );
    return new DateTime(date.getTime());
  }

  sub(other: DateTime): Duration {
    return new Duration((this.#value() - other.#value()) * 1e6);
  }

  compare(other: DateTime): number {
    return Math.sign(this.#value() - other.#value());
  }

  after = (other: DateTime) => this.compare(other) > 0;
  before = (other: DateTime) => this.compare(other) < 0;
  equal = (other: DateTime) => this.compare(other) === 0;
  marshalJSON = () => Buffer.from(JSON.stringify(this.string()));

  toJSON(): string {
    return this.string();
  }

  #value(): number {
    return this.ms ?? ZERO;
  }
}

function parseText(text: string): number | undefined {
  const match = text.match(FORMAT);
  if (!match) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour = "00",
    minute = "00",
    second = "00",
    fraction = "0",
    zone = "Z",
  ] = match;
  const ms = fraction.padEnd(3, "0").slice(0, 3);
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  if (Number.isNaN(time)) return undefined;
  return time - offset(zone);
}

function offset(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone[0] === "-" ? -1 : 1) * minutes * 60_000;
}
