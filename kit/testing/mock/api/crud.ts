// apis/record_crud.go and forms/record_upsert.go

import type { Collection } from "../core/collection.ts";
import type { Core } from "../core/core.ts";
import type { HookEvent } from "../core/hooks.ts";
import { Record } from "../core/record.ts";
import { recordRow, selectRecords } from "../core/record-rows.ts";
import { Filter } from "../filter/filter.ts";
import { ApiError, apiError } from "../go/api-error.ts";
import { castBool } from "../go/cast.ts";
import { errorAs, GoError } from "../go/errors.ts";
import type { Values } from "../go/values.ts";
import { checkAuthForm } from "./auth-form.ts";
import { enrich } from "./enrich.ts";
import { RecordRequestEvent, RecordsListRequestEvent } from "./record-request-events.ts";
import type { RequestEvent } from "./request-event.ts";

type Rule = "listRule" | "viewRule" | "createRule" | "updateRule" | "deleteRule";
const ROOT = "/api/collections/{collection}/records";

export function addCrudRoutes(core: Core): void {
  const { router } = core;
  router.add("GET", ROOT, listRecords, []);
  router.add("GET", `${ROOT}/{id}`, viewRecord, []);
  router.add("POST", ROOT, createRecord, []);
  router.add("PATCH", `${ROOT}/{id}`, updateRecord, []);
  router.add("DELETE", `${ROOT}/{id}`, deleteRecord, []);
}

function listRecords(e: RequestEvent): void {
  const collection = collectionFor(e, "listRule");
  const { query } = e.requestInfo();
  const found = ruleFilter(e, collection, "listRule");
  if (!e.hasSuperuserAuth()) found.hideFields();
  orBadRequest(() => found.where(String(query.filter ?? "")).order(String(query.sort ?? "")));
  const perPage = Math.min(Number(query.perPage) || 30, 1000);
  const page = Math.max(Number(query.page) || 1, 1);
  const limits = { limit: perPage, offset: (page - 1) * perPage };
  const items = orBadRequest(() => selectRecords(e.app, collection, { ...found.query, ...limits }));
  const total = castBool(query.skipTotal) ? -1 : countOf(e, collection, found);
  const totals = total < 0 ? [-1, -1] : [total, Math.ceil(total / perPage)];
  const result = { items, page, perPage, totalItems: totals[0], totalPages: totals[1] };
  const event = new RecordsListRequestEvent(e, collection, items, result);
  trigger(e, "onRecordsListRequest", event, () => {
    enrich(event, event.records);
    event.json(200, { ...result, items: event.records });
  });
}

function viewRecord(e: RequestEvent): void {
  const collection = collectionFor(e, "viewRule");
  const event = new RecordRequestEvent(e, collection, recordFor(e, collection, "viewRule"));
  trigger(e, "onRecordViewRequest", event, () => answerWith(event));
}

function createRecord(e: RequestEvent): void {
  const collection = collectionFor(e, "createRule");
  const record = new Record(collection);
  load(e, record);
  if (!mayCreate(e, collection, record)) {
    throw apiError("BadRequestError", "Failed to create record");
  }
  const event = new RecordRequestEvent(e, collection, record);
  trigger(e, "onRecordCreateRequest", event, () => submit(event, "Failed to create record"));
}

function updateRecord(e: RequestEvent): void {
  const collection = collectionFor(e, "updateRule");
  const record = recordFor(e, collection, "updateRule");
  load(e, record);
  const event = new RecordRequestEvent(e, collection, record);
  trigger(e, "onRecordUpdateRequest", event, () => submit(event, "Failed to update record."));
}

function deleteRecord(e: RequestEvent): void {
  const collection = collectionFor(e, "deleteRule");
  const event = new RecordRequestEvent(e, collection, recordFor(e, collection, "deleteRule"));
  trigger(e, "onRecordDeleteRequest", event, () => {
    const message =
      "Failed to delete record. Make sure that the record is not part of a required relation reference.";
    firstApiError(message, () => event.app.delete(event.record));
    event.noContent(204);
  });
}

function trigger<E extends HookEvent>(
  e: RequestEvent,
  name: string,
  event: E,
  last: () => void,
): void {
  e.app.core.hook<E>(name).trigger(event, last);
}

function submit(event: RecordRequestEvent, message: string): void {
  firstApiError(message, () => {
    checkAuthForm(event);
    event.app.save(event.record);
  });
  answerWith(event);
}

function answerWith(event: RecordRequestEvent): void {
  firstApiError("", () => enrich(event, [event.record]));
  event.json(200, event.record);
}

function collectionFor(e: RequestEvent, rule: Rule): Collection {
  const name = e.request.pathValue("collection");
  let collection: Collection;
  try {
    collection = e.app.findCachedCollectionByNameOrId(name);
  } catch (error) {
    throw apiError("NotFoundError", "Missing collection context.", error);
  }
  if (collection.isView() && !["listRule", "viewRule"].includes(rule)) {
    throw apiError("BadRequestError", "Unsupported collection type.");
  }
  if (/^multipart\//.test(e.request.header.get("Content-Type"))) {
    throw e.app.core.failures.notMocked("file uploads");
  }
  if (!e.hasSuperuserAuth() && collection[rule] === null) {
    throw apiError("ForbiddenError", "Only superusers can perform this action.");
  }
  if (e.requestInfo().query.expand)
    throw e.app.core.failures.notMocked("the query parameter expand");
  return collection;
}

function recordFor(e: RequestEvent, collection: Collection, rule: Rule): Record {
  const id = e.request.pathValue("id");
  const { query } = ruleFilter(e, collection, rule);
  const isMeant = `[[${collection.name}.id]] = {:recordId}`;
  const [record] = selectRecords(e.app, collection, {
    ...query,
    where: query.where ? `${isMeant} AND ${query.where}` : isMeant,
    params: { ...query.params, recordId: id },
    limit: 1,
  });
  if (!record) throw apiError("NotFoundError");
  return record;
}

/** Makes the filter of the records that the rule shows. */
function ruleFilter(e: RequestEvent, collection: Collection, rule: Rule): Filter {
  const filter = new Filter(e.app, collection, { request: e.requestInfo() });
  return e.hasSuperuserAuth() ? filter : filter.where(collection[rule] ?? "");
}

function countOf(e: RequestEvent, { name }: Collection, { query }: Filter): number {
  const { joins = "", where, params } = query;
  const sql = `SELECT COUNT(DISTINCT [[${name}.id]]) FROM {{${name}}} ${joins} ${where ? `WHERE ${where}` : ""}`;
  return Number(e.app.query(sql, params).rows[0]?.[0]);
}

/** A record that is not saved yet is put before its rule as a table with one row. */
function mayCreate(e: RequestEvent, collection: Collection, record: Record): boolean {
  if (e.hasSuperuserAuth() || !collection.createRule) return true;
  const dummy = record.clone();
  if (dummy.id === "") dummy.id = "__temp_id__";
  const table = `${collection.name}__pb_create__`;
  const row = Object.entries(recordRow(dummy)).filter(([name]) => name !== "verified");
  const columns = row.map(([name]) => `{:new_${name}} AS [[${name}]]`);
  const verified = collection.isAuth() ? ["FALSE AS [[verified]]"] : [];
  const { query } = new Filter(e.app, collection, { request: e.requestInfo(), table }).where(
    collection.createRule,
  );
  const sql = `WITH {{${table}}} AS (SELECT ${[...columns, ...verified].join(", ")}) SELECT 1 FROM {{${table}}} ${query.joins} WHERE ${query.where} LIMIT 1`;
  const params = Object.fromEntries(row.map(([name, value]) => [`new_${name}`, value]));
  return e.app.query(sql, { ...query.params, ...params }).rows.length > 0;
}

/**
 * Loads only known fields, and hidden fields only for superusers. Modifiers in the body are
 * resolved too.
 */
function load(e: RequestEvent, record: Record): void {
  const info = e.requestInfo();
  const data: Values = { ...info.body };
  for (const [key, value] of Object.entries(info.body)) {
    const { hidden = false, name } = record.collection().fields.getByName(key) ?? {};
    if (hidden && !e.hasSuperuserAuth() && name !== "password") {
      delete data[key];
      continue;
    }
    const field = record.setIfFieldExists(key, value);
    if (!field) continue;
    delete data[key];
    data[field.name] = record.get(field.name);
  }
  info.body = data;
}

function orBadRequest<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof GoError ? apiError("BadRequestError", "", error) : error;
  }
}

/** apis/record_helpers.go: an API error stays, and any other error becomes one. */
function firstApiError(message: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    throw errorAs(error, ApiError) ?? apiError("BadRequestError", message, error);
  }
}
