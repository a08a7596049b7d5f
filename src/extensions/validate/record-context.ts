import type { App } from "../../contract/pocketbase.ts";
import type { RuleContext } from "../../lib/values/rule.ts";
import {
  type Get,
  type RecordSchema,
  recordSchema,
  recordValues,
  recordView,
  type SourceRecord,
} from "../../pocketbase/record.ts";
import type { CheckRecordContext, CheckRequest, RecordValues } from "./options.ts";

/** A record that is about to be written. */
export interface WrittenRecord extends SourceRecord {
  id: string;
  isNew(): boolean;
  original(): SourceRecord;
  setRaw(key: string, value: unknown): void;
  set(key: string, value: unknown): void;
}

/** The API request behind a write, for rules with `scope: "request"`. */
export interface RequestPart {
  auth: CheckRecordContext["auth"];
  readonly request: CheckRequest;
}

/** One record under validation. Costly values are read only when a rule asks for them. */
export class RecordContext implements CheckRecordContext, RuleContext {
  readonly schema: RecordSchema;
  // These are not `#` fields, and are not set before they are needed: each would cost goja as much
  // as a rule.
  declare private knownNew: boolean | undefined;
  declare private knownRecord: RecordValues | undefined;
  declare private knownOriginal: RecordValues | null | undefined;
  /**
   * Whether a rule did not run because PocketBase is going to refuse a value for its size. The
   * write must not pass then.
   */
  declare tooLarge: boolean | undefined;

  constructor(
    private readonly owner: { readonly app: App },
    readonly collection: string,
    readonly source: WrittenRecord,
    /** Whether PocketBase's own validation comes later. */
    private readonly isBefore: boolean,
    private readonly part?: RequestPart,
  ) {
    this.schema = recordSchema(source, collection);
  }

  /** Returns a field's value as PocketBase keeps it. */
  get get(): Get {
    return this.source.get;
  }

  get app(): App {
    return this.owner.app;
  }

  get isNew(): boolean {
    this.knownNew ??= this.source.isNew();
    return this.knownNew;
  }

  get record(): RecordValues {
    this.knownRecord ??= recordView(this.source, this.collection, this.isBefore);
    return this.knownRecord;
  }

  get original(): RecordValues | null {
    if (this.knownOriginal === undefined) {
      this.knownOriginal = this.isNew ? null : recordView(this.source.original(), this.collection);
    }
    return this.knownOriginal;
  }

  /** The visible values, see `recordValues`. */
  values(): Record<string, unknown> {
    return recordValues(this.source, this.collection, this.isBefore);
  }

  field(name: string): unknown {
    return this.record[name];
  }

  get auth(): CheckRecordContext["auth"] {
    return this.part?.auth;
  }

  get request(): CheckRequest | undefined {
    return this.part?.request;
  }
}
