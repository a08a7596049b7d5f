import { castString, castStrings } from "../go/cast.ts";
import type { GoError } from "../go/errors.ts";
import { ValidationError, ValidationErrors } from "../go/validation-errors.ts";
import type { App } from "./app.ts";
import type { Field } from "./fields/field.ts";
import { required } from "./fields/field-errors.ts";
import { checkText } from "./fields/text.ts";
import { FIELD_TYPES } from "./fields/types-by-name.ts";
import type { Record } from "./record.ts";

/** core/record_model.go, onRecordValidate: collects the errors of all fields. */
export function validateRecord(app: App, record: Record): void {
  const errors: { [field: string]: GoError } = {};
  for (const field of record.collection().fields.items) {
    const error = checkField(app, record, field);
    if (error) errors[field.name] = error;
  }
  if (Object.keys(errors).length > 0) throw new ValidationErrors(errors);
}

function checkField(app: App, record: Record, field: Field): GoError | undefined {
  const value = record.getRaw(field.name);
  if (field.options.primaryKey) return checkPrimaryKey(app, record, field);
  if (field.type() === "password") return checkPassword(record, field);
  const type = FIELD_TYPES[field.type()] as (typeof FIELD_TYPES)[string];
  const error = type.check(value as never, field.options);
  return (
    error ??
    (field.type() === "relation" ? checkRelation(app, field, castStrings(value)) : undefined)
  );
}

function checkPrimaryKey(app: App, record: Record, field: Field): GoError | undefined {
  if (!record.isNew()) {
    const changed = record.lastSavedPK() !== record.id;
    const message = "The record primary key cannot be changed.";
    return changed ? new ValidationError("validation_pk_change", message) : undefined;
  }
  if (field.options.pattern !== "^[a-z0-9]+$" && isTaken(app, record)) {
    const message = "The record primary key is invalid or already exists.";
    return new ValidationError("validation_pk_invalid", message);
  }
  return checkText(record.id, field.options);
}

const isTaken = (app: App, record: Record) =>
  app.findRecordsByIds(record.collection(), [record.id]).length > 0;

/** core/field_password.go. The mock keeps plain passwords. */
function checkPassword(record: Record, { name, options }: Field): GoError | undefined {
  const value = castString(record.getRaw(name));
  if (value === "") return options.required ? required() : undefined;
  const min = Number(options.min);
  const max = Number(options.max) || 71;
  const error = (message: string) =>
    new ValidationError(`validation_${message}_text_constraint`, "");
  if ([...value].length < min)
    return error("min").setMessage(`Must be at least ${min} character(s)`);
  if ([...value].length > max)
    return error("max").setMessage(`Must be less than ${max} character(s)`);
  return undefined;
}

function checkRelation(app: App, field: Field, ids: string[]): GoError | undefined {
  if (ids.length === 0) return undefined;
  const collection = app.findCachedCollection(String(field.options.collectionId));
  if (!collection) {
    const message = "Relation connection is missing or cannot be accessed";
    return new ValidationError("validation_missing_rel_collection", message);
  }
  const all = app.findRecordsByIds(collection, ids).length === ids.length;
  const message = "Failed to find all relation records with the provided ids";
  return all ? undefined : new ValidationError("validation_missing_rel_records", message);
}
