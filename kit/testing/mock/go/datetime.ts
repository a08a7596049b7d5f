import { GO, goType } from "./go.ts";

const FORMAT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/;

/** Go's `time.Time`, as it is written in errors. */
export class GoTime {
  static readonly [GO] = goType({ name: "Time", methods: ["string"], stringer: true });
  constructor(readonly ms: number) {}

  string(): string {
    return `${this.#parts().join(" ")} +0000 UTC`;
  }

  toString(): string {
    return this.string();
  }

  toJSON(): string {
    return `${this.#parts().join("T")}Z`;
  }

  #parts(): string[] {
    const [date = "", time = ""] = new Date(this.ms).toISOString().slice(0, -1).split("T");
    return [date, time.replace(/\.(\d*?)0+$/, (_, digits) => (digits ? `.${digits}` : ""))];
  }
}

/** tools/types/datetime.go, in milliseconds where Go has nanoseconds. */
export class DateTime {
  static readonly [GO] = goType({
    name: "DateTime",
    type: "DateTime",
    stringer: true,
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
      "unix",
    ],
  });

  /** @param ms since 1970; undefined is Go's zero time */
  constructor(readonly ms?: number) {}

  /** Returns the zero time for anything that is not a date, as Go does. */
  static parse(value: unknown): DateTime {
    if (value instanceof DateTime) return value;
    if (value instanceof Date) return new DateTime(value.getTime());
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

  /** @param duration in nanoseconds */
  add(duration: number): DateTime {
    return new DateTime(this.#value() + duration / 1e6);
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

  /** Returns nanoseconds. */
  sub(other: DateTime): number {
    return (this.#value() - other.#value()) * 1e6;
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

  /** Go's zero time is the first of January of the year 1. */
  #value(): number {
    return this.ms ?? -62135596800000;
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
