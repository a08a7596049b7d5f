// core/events.go: the events of requests for records
import type { Collection } from "../core/collection.ts";
import type { Record } from "../core/record.ts";
import { GO, goType } from "../go/go.ts";
import type { Values } from "../go/values.ts";
import { REQUEST_METHODS, RequestEvent } from "./request-event.ts";

/**
 * goja loses `request` and `response` where Go embeds two structs named Event; `requestEvent` has
 * both.
 */
const FIELDS = ["app", "auth", "requestEvent", "collection"];
const METHODS = [...REQUEST_METHODS, "tags"];

export class RecordRequestEvent extends RequestEvent {
  static override readonly [GO] = goType({
    name: "RecordRequestEvent",
    type: "onRecordCreateRequest",
    fields: [...FIELDS, "record"],
    methods: METHODS,
  });

  constructor(
    readonly requestEvent: RequestEvent,
    readonly collection: Collection,
    public record: Record,
  ) {
    super(requestEvent.state);
  }

  override tags() {
    return this.collection.hookTags();
  }
}

export class RecordsListRequestEvent extends RequestEvent {
  static override readonly [GO] = goType({
    name: "RecordsListRequestEvent",
    type: "onRecordsListRequest",
    fields: [...FIELDS, "records", "result"],
    methods: METHODS,
  });

  constructor(
    readonly requestEvent: RequestEvent,
    readonly collection: Collection,
    public records: Record[],
    public result: Values,
  ) {
    super(requestEvent.state);
  }

  override tags() {
    return this.collection.hookTags();
  }
}
