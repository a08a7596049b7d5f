// core/collection_model.go, onCollectionSave, and core/collection_validate.go

import { DateTime } from "../go/datetime.ts";
import type { GoError } from "../go/errors.ts";
import { ValidationError, ValidationErrors } from "../go/validation-errors.ts";
import { buildIndex, parseIndex } from "../sql/indexes.ts";
import type { App } from "./app.ts";
import type { Collection } from "./collection.ts";
import { addDefaultFields } from "./default-fields.ts";
import { required } from "./fields/field-errors.ts";
import { FieldsList } from "./fields/fields-list.ts";

export function prepareCollection(app: App, collection: Collection): void {
  const now = new DateTime(app.core.clock.now());
  if (collection.isNew()) collection.created = now;
  collection.updated = now;
  collection.fields = new FieldsList(collection.fields.items);
  if (!collection.isView()) addDefaultFields(collection);
  collection.indexes = collection.indexes.map((sql) => {
    const index = parseIndex(sql);
    const { name: table } = collection;
    return index.table === table ? sql : (buildIndex({ ...index, table }) ?? sql);
  });
}

/** Checks the name. The other rules for collections are left to the real server. */
export function validateCollection(app: App, collection: Collection): void {
  const error = checkName(app, collection);
  if (error) throw new ValidationErrors({ name: error });
}

function checkName(app: App, collection: Collection): GoError | undefined {
  const { name, id } = collection;
  if (name === "") return required();
  if (!/^\w+$/.test(name)) {
    return new ValidationError("validation_match_invalid", "must be in a valid format");
  }
  if (app.isCollectionNameUnique(name, ...(collection.isNew() ? [] : [id]))) return undefined;
  const message = "Collection name must be unique (case insensitive).";
  return new ValidationError("validation_collection_name_exists", message);
}
