import type { Action } from "../../changes/listen.ts";
import type { Change } from "../../changes/types.ts";
import { recordValues, type SourceRecord } from "../../kernel/record.ts";
import { same } from "../../kernel/same.ts";

type Saved = SourceRecord & { original(): SourceRecord };

export function changeOf(action: Action, collection: string, record: Saved): Change {
  const values = recordValues(record, collection);
  const before = action === "update" ? recordValues(record.original(), collection) : null;
  return {
    id: $security.randomString(15),
    collection,
    action,
    record: values,
    before,
    changed: before ? Object.keys(values).filter((name) => !same(values[name], before[name])) : [],
    at: new Date().toISOString(),
  };
}
