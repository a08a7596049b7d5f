// core/field_geo_point.go
import type { GoError } from "../../go/errors.ts";
import { GeoPoint } from "../../go/geo-point.ts";
import { fieldError, required } from "./field-errors.ts";
import type { FieldOptions } from "./field-options.ts";
import type { FieldType } from "./field-type.ts";

function checkPoint({ lon, lat }: GeoPoint, options: FieldOptions): GoError | undefined {
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
  prepare: GeoPoint.parse,
  check: checkPoint,
};
