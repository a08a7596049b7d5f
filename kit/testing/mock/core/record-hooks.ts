// core/record_model.go and collection_model.go: the handlers that turn model events into record and
// collection events

import { jsonEach } from "../filter/json.ts";
import { castStrings } from "../go/cast.ts";
import { DateTime } from "../go/datetime.ts";
import { GoError } from "../go/errors.ts";
import { randomByRegex } from "../go/random.ts";
import { ValidationError, ValidationErrors } from "../go/validation-errors.ts";
import type { App } from "./app.ts";
import type { Collection } from "./collection.ts";
import { bindCollectionHooks } from "./collection-hooks.ts";
import type { Core } from "./core.ts";
import {
  CollectionErrorEvent,
  CollectionEvent,
  type ModelEvent,
  RecordErrorEvent,
  RecordEvent,
} from "./events.ts";
import type { Field } from "./fields/field.ts";
import type { HookEvent } from "./hooks.ts";
import { Record } from "./record.ts";
import { selectRecords } from "./record-rows.ts";
import { validateRecord } from "./validate-record.ts";

const ACTIONS = ["Create", "Update", "Delete"];
const EVENTS = [
  "Validate",
  ...ACTIONS.flatMap((action) => [action, `${action}Execute`, `After${action}Success`]),
];
const ERROR_EVENTS = ACTIONS.map((action) => `After${action}Error`);

export function bindSystemHooks(core: Core): void {
  for (const name of EVENTS) bindMirror(core, name, RecordEvent, CollectionEvent);
  for (const name of ERROR_EVENTS) bindMirror(core, name, RecordErrorEvent, CollectionErrorEvent);
  bindRecordHooks(core);
  bindCollectionHooks(core);
}

function bindMirror(
  core: Core,
  name: string,
  recordEvent: typeof RecordEvent,
  collectionEvent: typeof CollectionEvent,
): void {
  core.hook<ModelEvent>(`onModel${name}`).bind({
    priority: -99,
    run(source) {
      const isRecord = source.model instanceof Record;
      const mirror = isRecord ? new recordEvent(source) : new collectionEvent(source);
      const hook = core.hook<HookEvent>(`on${isRecord ? "Record" : "Collection"}${name}`);
      hook.trigger(mirror, () => source.next());
    },
  });
}

function bindRecordHooks(core: Core): void {
  const bind = (name: string, priority: number, run: (event: RecordEvent) => void) =>
    core.hook<RecordEvent>(`onRecord${name}`).bind({ priority, run });

  bind("Validate", 99, (e) => {
    autogenerate(e.record);
    validateRecord(e.app, e.record);
    e.next();
  });
  bind("Create", -99, (e) => {
    autogenerate(e.record);
    e.next();
  });
  for (const action of ["Create", "Update"] as const) {
    bind(`${action}Execute`, 99, (e) => {
      setAutodates(e.app, e.record, `on${action}`);
      uniqueErrors(e.record, () => e.next());
    });
  }
  bind("DeleteExecute", 99, (e) => {
    const { app } = e;
    try {
      app.runInTransaction((tx) => {
        e.app = tx;
        e.next();
        cascade(tx, e.record);
      });
    } finally {
      e.app = app;
    }
  });
}

/** core/field_text.go, Intercept. */
function autogenerate(record: Record): void {
  if (!record.isNew()) return;
  for (const field of record.collection().fields.items) {
    const pattern = field.type() === "text" && field.options.autogeneratePattern;
    if (typeof pattern === "string" && pattern && record.getString(field.name) === "") {
      record.setRaw(field.name, randomByRegex(pattern));
    }
  }
}

const LAST_KNOWN = "@pbInternalAutodateLastKnown_";

/** core/field_autodate.go, Intercept. */
function setAutodates(app: App, record: Record, option: "onCreate" | "onUpdate"): void {
  for (const { name, options } of autodates(record)) {
    if (!options[option]) continue;
    const last = record.getDateTime(LAST_KNOWN + name);
    const known = last.isZero() ? record.original().getDateTime(name) : last;
    if (!record.getDateTime(name).equal(known)) continue;
    const now = new DateTime(app.core.clock.now());
    record.setRaw(name, now);
    record.setRaw(LAST_KNOWN + name, now);
  }
}

const autodates = (record: Record): Field[] =>
  record.collection().fields.items.filter((field) => field.type() === "autodate");

/** core/validators/db.go, NormalizeUniqueIndexError. */
function uniqueErrors(record: Record, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof GoError) || error instanceof ValidationErrors) throw error;
    const text = ` ${error.error().toLowerCase().replaceAll(",", " ")} `;
    const { fields, name } = record.collection();
    const isNamed = (field: string) =>
      text.includes(` ${name.toLowerCase()}.${field.toLowerCase()} `);
    const failed = text.includes("unique constraint failed")
      ? fields.fieldNames().filter(isNamed)
      : [];
    if (failed.length === 0) throw error;
    const unique = () => new ValidationError("validation_not_unique", "Value must be unique");
    throw new ValidationErrors(Object.fromEntries(failed.map((field) => [field, unique()])));
  }
}

/** core/record_model.go, cascadeRecordDelete. */
function cascade(app: App, deleted: Record): void {
  const collections = [...(app.core.database.collections ?? [])];
  for (const collection of collections.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (collection.isView()) continue;
    const relations = collection.fields.items.filter(
      ({ options, type }) =>
        type() === "relation" && options.collectionId === deleted.collection().id,
    );
    for (const field of relations) unlink(app, collection, field, deleted);
  }
}

function unlink(app: App, collection: Collection, field: Field, { id, collection: own }: Record) {
  const refers = field.isMultiple()
    ? `EXISTS (SELECT 1 FROM ${jsonEach(`${collection.name}.${field.name}`)} {{__je__}} WHERE [[__je__.value]] = {:id})`
    : `[[${field.name}]] = {:id}`;
  const isOwn = own().id === collection.id;
  const where = isOwn ? `${refers} AND [[${collection.name}.id]] != {:id}` : refers;
  for (const record of selectRecords(app, collection, { where, params: { id } })) {
    const ids = castStrings(record.getRaw(field.name));
    const rest = ids.filter((other) => other !== id);
    if (rest.length === 0 && field.options.cascadeDelete) {
      app.delete(record);
    } else if (rest.length === 0 && field.options.required) {
      throw new GoError(
        `the record cannot be deleted because it is part of a required reference in record ${record.id} (${collection.name} collection)`,
      );
    } else {
      record.set(field.name, rest);
      app.saveNoValidate(record);
    }
  }
}
