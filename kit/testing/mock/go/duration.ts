import { GO, goType } from "./go.ts";

const UNITS = [
  ["h", 3.6e12],
  ["m", 6e10],
] as const;

/** Go's `time.Duration`. It counts as its nanoseconds. */
export class Duration {
  static readonly [GO] = goType({
    name: "Duration",
    type: "Duration",
    stringer: true,
    byValue: true,
    number: "nanoseconds",
    methods: "abs hours microseconds milliseconds minutes nanoseconds seconds string".split(" "),
  });

  constructor(readonly ns: number) {}

  abs = () => new Duration(Math.abs(this.ns));
  hours = () => this.ns / 3.6e12;
  minutes = () => this.ns / 6e10;
  seconds = () => this.ns / 1e9;
  milliseconds = () => Math.trunc(this.ns / 1e6);
  microseconds = () => Math.trunc(this.ns / 1e3);
  nanoseconds = () => this.ns;
  valueOf = () => this.ns;
  toJSON = () => this.ns;

  /** As in `1h2m3.5s`, `20ms` and `0s`. */
  string(): string {
    let rest = Math.abs(this.ns);
    const sign = this.ns < 0 ? "-" : "";
    if (rest > 0 && rest < 1e9) return `${sign}${rest < 1e6 ? smallest(rest) : `${rest / 1e6}ms`}`;
    let text = "";
    for (const [unit, length] of UNITS) {
      const count = Math.floor(rest / length);
      rest -= count * length;
      if (count > 0 || text) text += `${count}${unit}`;
    }
    return `${sign}${text}${rest / 1e9}s`;
  }
}

const smallest = (ns: number) => (ns < 1e3 ? `${ns}ns` : `${ns / 1e3}µs`);
