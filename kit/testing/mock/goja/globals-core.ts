// plugins/jsvm/binds.go, BindCore and the constructors
import { isUtf8 } from "node:buffer";
import { Reader } from "../api/request.ts";
import { Collection } from "../core/collection.ts";
import type { Core } from "../core/core.ts";
import { Field } from "../core/fields/field.ts";
import { FieldsList } from "../core/fields/fields-list.ts";
import { MailMessage } from "../core/mail-message.ts";
import { Record } from "../core/record.ts";
import { API_ERRORS, ApiError, apiError } from "../go/api-error.ts";
import { stringOrUndefined } from "../go/cast.ts";
import type { Clock } from "../go/clock.ts";
import { Command } from "../go/command.ts";
import { DateTime } from "../go/datetime.ts";
import type { Failures } from "../go/failures.ts";
import { Bytes, RawText } from "../go/go.ts";
import { ValidationError } from "../go/validation-errors.ts";
import type { Values } from "../go/values.ts";
import { dynamicModel, Slice } from "../sql/models.ts";
import type { Realm } from "./realm.ts";

const FIELDS: { readonly [name: string]: string } = {
  NumberField: "number",
  BoolField: "bool",
  TextField: "text",
  URLField: "url",
  EmailField: "email",
  EditorField: "editor",
  PasswordField: "password",
  DateField: "date",
  AutodateField: "autodate",
  JSONField: "json",
  RelationField: "relation",
  SelectField: "select",
  FileField: "file",
  GeoPointField: "geoPoint",
};

export function bindCore(realm: Realm, { failures, clock }: Core): void {
  realm.setGlobal("toString", toText);
  realm.setGlobal("readerToString", toText);
  realm.setGlobal("toBytes", toBytes);
  realm.setGlobal("sleep", (milliseconds: number) => clock.sleep(milliseconds));
  realm.setGlobal("arrayOf", (item: unknown) => new Slice(item));
  realm.setGlobal("nullString", () => null);
  for (const name of ["nullFloat", "nullInt", "nullBool", "nullArray", "nullObject"]) {
    realm.setGlobal(name, () => null);
  }
  bindErrors(realm);
  bindModels(realm, failures, clock);
}

function bindErrors(realm: Realm): void {
  realm.setConstructor("ApiError", (status: number, message: string, data: unknown) => {
    return new ApiError(status ?? 0, message || (STATUS_TEXT[status] ?? ""), data ?? null);
  });
  for (const name of Object.keys(API_ERRORS)) {
    realm.setConstructor(name, (message: string, data: unknown) => apiError(name, message, data));
  }
  realm.setConstructor("ValidationError", (code: unknown, message: unknown) => {
    return new ValidationError(
      typeof code === "string" ? code : "",
      typeof message === "string" ? message : "",
    );
  });
}

const STATUS_TEXT: { readonly [status: number]: string } = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  418: "I'm a teapot",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

function bindModels(realm: Realm, failures: Failures, clock: Clock): void {
  realm.setConstructor("Record", (collection: unknown, data: Values) => {
    if (!(collection instanceof Collection))
      throw failures.notMocked("new Record() without a collection");
    return new Record(collection, data ?? {});
  });
  realm.setConstructor("Collection", (data: Values) => new Collection(data ?? {}));
  realm.setConstructor("FieldsList", (data: unknown) => FieldsList.parse(data));
  realm.setConstructor("Field", (data: Values) => new Field(data));
  for (const [name, type] of Object.entries(FIELDS)) {
    realm.setConstructor(name, (data: Values) => new Field({ ...data, type }));
  }
  realm.setConstructor("Command", (data: Values) => new Command(data ?? {}));
  realm.setConstructor("MailerMessage", (data: Values) => new MailMessage(data ?? {}));
  realm.setConstructor("DateTime", (text: unknown, zone: unknown) => {
    if (zone) throw failures.notMocked("new DateTime() with a time zone");
    return typeof text === "string" && text ? DateTime.parse(text) : new DateTime(clock.now());
  });
  realm.setConstructor("DynamicModel", (shape: Values) => {
    if (Object.values(shape ?? {}).includes(null))
      throw failures.notMocked("new DynamicModel() with a nullable field");
    return dynamicModel(shape);
  });
}

function toText(value: unknown): string | RawText {
  const read = value instanceof Reader ? value.read() : value;
  if (read instanceof Bytes && !isUtf8(read)) return new RawText(read);
  return stringOrUndefined(read) ?? JSON.stringify(read);
}

function toBytes(value: unknown): Bytes {
  if (value instanceof Reader) return value.read();
  if (value instanceof Bytes) return new Bytes(value);
  if (Array.isArray(value) && value.every((item) => typeof item === "number"))
    return new Bytes(value);
  return new Bytes(Buffer.from(toText(value)));
}
