// How each type of field converts values (PrepareValue) and checks them (ValidateValue):
// core/field_*.go
import { castBool, castNumber, castString, castStrings, stringOrUndefined } from "../go/cast.ts";
import { DateTime, GoTime } from "../go/datetime.ts";
import { type GoError, ValidationError } from "../go/errors.ts";
import { isEmail, isUrl } from "../go/formats.ts";
import { JsonRaw } from "../go/go.ts";

/** The options of a field in PocketBase's JSON. */
export type FieldOptions = Readonly<Record<string, unknown>>;
type Check = (value: never, options: FieldOptions) => GoError | undefined;

interface FieldType {
  /** The options that not every field has, with their defaults. */
  readonly options: FieldOptions;
  prepare(value: unknown, options: FieldOptions): unknown;
  readonly check: Check;
}

const error = (code: string, message: string, params?: Record<string, unknown>) =>
  new ValidationError(code, message, params ?? null);
export const required = () => error("validation_required", "cannot be blank");
const number = (value: unknown) => (typeof value === "number" ? value : undefined);
const strings = (value: unknown) => (Array.isArray(value) ? (value as string[]) : []);
const blank = (value: unknown, options: FieldOptions) =>
  options.required && (value === "" || value === 0 || value === false) ? required() : undefined;

export const checkText = (value: string, options: FieldOptions): GoError | undefined => {
  if (options.primaryKey && value === "") return required();
  if (value === "") return blank(value, options);
  const length = [...value].length;
  const min = number(options.min) ?? 0;
  const max = number(options.max) || 5000;
  if (length < min) {
    return error("validation_min_text_constraint", "Must be at least {{.min}} character(s).", {
      min,
    });
  }
  if (length > max) {
    return error("validation_max_text_constraint", "Must be no more than {{.max}} character(s).", {
      max,
    });
  }
  const pattern = castString(options.pattern);
  if (pattern && !new RegExp(pattern).test(value)) {
    return error("validation_invalid_format", "Invalid value format.");
  }
  return undefined;
};

const checkNumber = (value: number, options: FieldOptions): GoError | undefined => {
  if (!Number.isFinite(value)) {
    return error("validation_not_a_number", "The submitted number is not properly formatted");
  }
  if (value === 0) return blank(value, options);
  const [min, max] = [number(options.min), number(options.max)];
  if (options.onlyInt && !Number.isInteger(value)) {
    return error("validation_only_int_constraint", "Decimal numbers are not allowed");
  }
  if (min !== undefined && value < min) {
    return error("validation_min_number_constraint", `Must be larger than ${min.toFixed(6)}`);
  }
  if (max !== undefined && value > max) {
    return error("validation_max_number_constraint", `Must be less than ${max.toFixed(6)}`);
  }
  return undefined;
};

const checkEmail = (value: string, options: FieldOptions): GoError | undefined => {
  if (value === "") return blank(value, options);
  if (!isEmail(value)) return error("validation_is_email", "must be a valid email address");
  const domain = value.slice(value.lastIndexOf("@") + 1);
  return domainAllowed(domain, options)
    ? undefined
    : error("validation_email_domain_not_allowed", "Email domain is not allowed");
};

const checkUrl = (value: string, options: FieldOptions): GoError | undefined => {
  if (value === "") return blank(value, options);
  if (!isUrl(value)) return error("validation_invalid_url", "Must be a valid url");
  const host = URL.canParse(value) ? new URL(value).host : "";
  return domainAllowed(host, options)
    ? undefined
    : error("validation_url_domain_not_allowed", "Url domain is not allowed");
};

const domainAllowed = (domain: string, { onlyDomains, exceptDomains }: FieldOptions) =>
  (strings(onlyDomains).length === 0 || strings(onlyDomains).includes(domain)) &&
  !strings(exceptDomains).includes(domain);

const checkJson = (value: JsonRaw, options: FieldOptions): GoError | undefined => {
  const maxSize = number(options.maxSize) || 1 << 20;
  if (value.bytes.length > maxSize) {
    return error(
      "validation_json_size_limit",
      "The maximum allowed JSON size is {{.maxSize}} bytes",
      {
        maxSize,
      },
    );
  }
  const empty = ["null", '""', "[]", "{}", ""].includes(value.string().trim());
  return options.required && empty ? required() : undefined;
};

const checkDate = (value: DateTime, options: FieldOptions): GoError | undefined => {
  if (value.isZero()) return options.required ? required() : undefined;
  const [min, max] = [DateTime.parse(options.min), DateTime.parse(options.max)];
  const threshold = (limit: DateTime) => ({ threshold: new GoTime(limit.ms ?? 0) });
  if (!min.isZero() && value.before(min)) {
    const message = "must be no less than {{.threshold}}";
    return error("validation_min_greater_equal_than_required", message, threshold(min));
  }
  if (!max.isZero() && value.after(max)) {
    const message = "must be no greater than {{.threshold}}";
    return error("validation_max_less_equal_than_required", message, threshold(max));
  }
  return undefined;
};

const checkPoint = ({ lon, lat }: { lon: number; lat: number }, options: FieldOptions) => {
  if (lon === 0 && lat === 0) return options.required ? required() : undefined;
  if (Math.abs(lat) > 90) {
    return error("validation_invalid_latitude", "Latitude must be between -90 and 90 degrees.");
  }
  return Math.abs(lon) > 180
    ? error("validation_invalid_longitude", "Longitude must be between -180 and 180 degrees.")
    : undefined;
};

const checkSelect = (value: unknown, options: FieldOptions): GoError | undefined => {
  const chosen = castStrings(value);
  if (chosen.length === 0) return options.required ? required() : undefined;
  const maxSelect = Math.max(number(options.maxSelect) ?? 0, 1);
  if (chosen.length > maxSelect) {
    return error("validation_too_many_values", "Select no more than {{.maxSelect}}", { maxSelect });
  }
  const wrong = chosen.find((item) => !strings(options.values).includes(item));
  return wrong === undefined
    ? undefined
    : error("validation_invalid_value", "Invalid value {{.value}}", { value: wrong });
};

const checkRelationCount = (value: unknown, options: FieldOptions): GoError | undefined => {
  const ids = castStrings(value);
  if (ids.length === 0) return options.required ? required() : undefined;
  const minSelect = number(options.minSelect) ?? 0;
  const maxSelect = Math.max(number(options.maxSelect) ?? 0, 1);
  if (ids.length < minSelect) {
    return error("validation_not_enough_values", "Select at least {{.minSelect}}", { minSelect });
  }
  if (ids.length > maxSelect) {
    return error("validation_too_many_values", "Select no more than {{.maxSelect}}", { maxSelect });
  }
  return undefined;
};

const isMultiple = (options: FieldOptions) => (number(options.maxSelect) ?? 0) > 1;
const oneOrMany = (value: unknown, options: FieldOptions) => {
  const items = castStrings(value);
  return isMultiple(options) ? items : (items.at(-1) ?? "");
};

function prepareJson(value: unknown): JsonRaw {
  if (value === undefined || value === null) return JsonRaw.of("");
  if (value instanceof JsonRaw) return value;
  if (typeof value !== "string") return JsonRaw.of(JSON.stringify(value));
  const isLiteral = ["null", "true", "false"].includes(value);
  return JsonRaw.of(
    isLiteral || (/^[\d"[{-]/.test(value) && isJson(value)) ? value : JSON.stringify(value),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function preparePoint(value: unknown) {
  const data = typeof value === "string" && isJson(value) ? JSON.parse(value) : value;
  const { lon, lat } = (typeof data === "object" && data !== null ? data : {}) as Record<
    string,
    unknown
  >;
  return { lon: number(lon) ?? 0, lat: number(lat) ?? 0 };
}

const text = { prepare: castString, check: checkText as Check };
const max = { required: false };

/** The field types by name. A type that is missing here is not mocked. */
export const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  text: {
    ...text,
    options: { ...max, min: 0, max: 0, pattern: "", autogeneratePattern: "", primaryKey: false },
  },
  email: {
    prepare: castString,
    check: checkEmail as Check,
    options: { ...max, exceptDomains: null, onlyDomains: null },
  },
  url: {
    prepare: castString,
    check: checkUrl as Check,
    options: { ...max, exceptDomains: null, onlyDomains: null },
  },
  editor: {
    prepare: castString,
    check: blank as Check,
    options: { ...max, maxSize: 0, convertURLs: false },
  },
  number: {
    prepare: castNumber,
    check: checkNumber as Check,
    options: { ...max, min: null, max: null, onlyInt: false },
  },
  bool: { prepare: castBool, check: blank as Check, options: max },
  json: { prepare: prepareJson, check: checkJson as Check, options: { ...max, maxSize: 0 } },
  date: {
    prepare: DateTime.parse,
    check: checkDate as Check,
    options: { ...max, min: "", max: "" },
  },
  autodate: {
    prepare: DateTime.parse,
    check: () => undefined,
    options: { onCreate: false, onUpdate: false },
  },
  select: {
    prepare: oneOrMany,
    check: checkSelect as Check,
    options: { ...max, values: [], maxSelect: 0 },
  },
  relation: {
    prepare: oneOrMany,
    check: checkRelationCount as Check,
    options: { ...max, collectionId: "", cascadeDelete: false, minSelect: 0, maxSelect: 0 },
  },
  file: {
    prepare: oneOrMany,
    check: (value, options) => (stringOrUndefined(value) === "" ? blank("", options) : undefined),
    options: { ...max, maxSize: 0, maxSelect: 0, mimeTypes: null, thumbs: null, protected: false },
  },
  password: {
    prepare: castString,
    check: (() => undefined) as Check,
    options: { ...max, pattern: "", min: 0, max: 0, cost: 0 },
  },
  geoPoint: { prepare: preparePoint, check: checkPoint as Check, options: max },
};
