import { GO, goType } from "./go.ts";
import { isJson } from "./json.ts";

/** tools/types/geo_point.go */
export class GeoPoint {
  static readonly [GO] = goType({
    name: "GeoPoint",
    type: "GeoPoint",
    stringer: true,
    byValue: true,
    copy: (value) => GeoPoint.parse(value),
    fields: ["lon", "lat"],
    methods: ["asMap", "scan", "string", "value"],
    casts: { lon: Number, lat: Number },
  });

  constructor(
    public lon: number,
    public lat: number,
  ) {}

  /** Returns the point 0, 0 for anything that is not a point. */
  static parse(value: unknown): GeoPoint {
    const data: unknown = typeof value === "string" && isJson(value) ? JSON.parse(value) : value;
    const { lon, lat } = (typeof data === "object" && data !== null ? data : {}) as {
      readonly lon?: unknown;
      readonly lat?: unknown;
    };
    return new GeoPoint(numberOr0(lon), numberOr0(lat));
  }

  asMap(): { lon: number; lat: number } {
    return { lon: this.lon, lat: this.lat };
  }

  scan(value: unknown): void {
    Object.assign(this, GeoPoint.parse(value));
  }

  string(): string {
    return JSON.stringify(this.asMap());
  }

  value(): string {
    return this.string();
  }

  toJSON(): { lon: number; lat: number } {
    return this.asMap();
  }
}

const numberOr0 = (value: unknown) => (typeof value === "number" ? value : 0);
