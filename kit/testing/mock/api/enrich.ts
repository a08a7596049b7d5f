// apis/record_helpers.go, EnrichRecords: prepares records for an answer

import { HookEvent } from "../core/hooks.ts";
import type { Record } from "../core/record.ts";
import { GO, goType } from "../go/go.ts";
import type { RequestEvent } from "./request-event.ts";
import type { RequestInfo } from "./request-info.ts";

class RecordEnrichEvent extends HookEvent {
  static readonly [GO] = goType({
    name: "RecordEnrichEvent",
    type: "onRecordEnrich",
    fields: ["app", "record", "requestInfo"],
    methods: ["next", "tags"],
  });

  constructor(
    public app: RequestEvent["app"],
    public record: Record,
    readonly requestInfo: RequestInfo,
  ) {
    super();
  }

  override tags() {
    return this.record.hookTags();
  }
}

/**
 * The hooks of all records are nested in each other. The innermost `next()` shows and hides fields.
 */
export function enrich(e: RequestEvent, records: readonly Record[]): void {
  const info = e.requestInfo();
  const hook = e.app.core.hook<RecordEnrichEvent>("onRecordEnrich");
  const from = (index: number): void => {
    const record = records[index];
    if (!record) {
      for (const shown of records) resolveFlags(shown, info);
      return;
    }
    hook.trigger(new RecordEnrichEvent(e.app, record, info), () => from(index + 1));
  };
  if (records.length > 0) from(0);
}

/** Superusers see all fields, and users their own email. */
function resolveFlags(record: Record, { auth }: RequestInfo): void {
  if (auth?.isSuperuser()) {
    record.unhide(...record.collection().fields.fieldNames());
    record.ignoreEmailVisibility(true);
  }
  if (record.collection().isAuth() && auth?.id === record.id) record.ignoreEmailVisibility(true);
}
