// core/field_geo_point.go
import type { GoError } from "../../go/errors.ts";
import { isJson } from "../../go/json.ts";
import { fieldError, required } from "./field-errors.ts";
import { type FieldOptions, numberOf } from "./field-options.ts";
import type { FieldType } from "./field-type.ts";

interface Point {
  readonly lon: number;
  readonly lat: number;
}

function preparePoint(value: unknown): Point {
  const data: unknown = typeof value === "string" && isJson(value) ? JSON.parse(value) : value;
  const { lon, lat } = (typeof data === "object" && data !== null ? data : {}) as {
    readonly [key in keyof Point]?: unknown;
  };
  return { lon: numberOf(lon) ?? 0, lat: numberOf(lat) ?? 0 };
}

function checkPoint({ lon, lat }: Point, options: FieldOptions): GoError | undefined {
  if (lon === 0 && lat === 0) return options.required ? required() : undefined;
  if (Math.abs(lat) > 90) {
    const message = "Latitude must be between -90 and 90 degrees.";
    return fieldError("validation_invalid_latitude", message);
  }
  if (Math.abs(lon) > 180) {
    const message = "Longitude must be between -180 and 180 degrees.";
    return fieldError("validation_invalid_longitude", message);
  }
  return undefined;
}

export const geoPoint: FieldType = {
  options: { required: false },
  prepare: preparePoint,
  check: checkPoint,
};
