import type { App } from "../mock/core/app.ts";
import { Record } from "../mock/core/record.ts";
import type { Values } from "../mock/go/values.ts";

/** Saves a new record, or the existing one that has `data.id`. */
export function saveRecord(app: App, collection: string, data: Values): Record {
  const [known] = typeof data.id === "string" ? app.findRecordsByIds(collection, [data.id]) : [];
  const record = known ?? new Record(app.findCachedCollectionByNameOrId(collection));
  record.load(data);
  app.save(record);
  return record;
}
