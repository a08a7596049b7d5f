import { GO, goType } from "./go.ts";

/** The zero time of Go in milliseconds: the first of January of the year 1. */
export const ZERO = -62135596800000;

/** Go's `time.Time` in UTC, in milliseconds where Go has nanoseconds. */
export class GoTime {
  static readonly [GO] = goType({
    name: "Time",
    type: "Time",
    stringer: true,
    byValue: true,
    methods: "day hour isZero minute nanosecond second string unix unixMilli year yearDay".split(
      " ",
    ),
  });
  constructor(readonly ms: number) {}

  isZero = () => this.ms === ZERO;
  unix = () => Math.floor(this.ms / 1000);
  unixMilli = () => this.ms;
  year = () => this.#date().getUTCFullYear();
  yearDay = () => Math.floor((this.ms - Date.UTC(this.year(), 0)) / 86_400_000) + 1;
  day = () => this.#date().getUTCDate();
  hour = () => this.#date().getUTCHours();
  minute = () => this.#date().getUTCMinutes();
  second = () => this.#date().getUTCSeconds();
  nanosecond = () => this.#date().getUTCMilliseconds() * 1e6;

  string(): string {
    return `${this.#parts().join(" ")} +0000 UTC`;
  }

  toString(): string {
    return this.string();
  }

  toJSON(): string {
    return `${this.#parts().join("T")}Z`;
  }

  #date(): Date {
    return new Date(this.ms);
  }

  #parts(): string[] {
    const [date = "", time = ""] = this.#date().toISOString().slice(0, -1).split("T");
    return [date, time.replace(/\.(\d*?)0+$/, (_, digits) => (digits ? `.${digits}` : ""))];
  }
}
