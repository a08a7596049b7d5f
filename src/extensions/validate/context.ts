import type { App } from "../../kernel/contract.ts";
import {
  type Get,
  type RecordSchema,
  recordSchema,
  recordView,
  type SourceRecord,
} from "../../kernel/record.ts";
import type { RuleContext } from "../../rules/rule.ts";
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
  request: CheckRequest;
}

/** One record under validation; what is costly is read when a rule asks for it. */
export class RecordContext implements CheckRecordContext, RuleContext {
  readonly get: Get;
  readonly schema: RecordSchema;
  // Not `#`: a private name costs goja more than the rest of this constructor.
  private knownNew: boolean | undefined;
  private knownRecord: RecordValues | undefined;
  private knownOriginal: RecordValues | null | undefined;

  constructor(
    private readonly owner: { readonly app: App },
    readonly collection: string,
    readonly source: WrittenRecord,
    private readonly part?: RequestPart,
  ) {
    this.get = source.get;
    this.schema = recordSchema(source, collection);
  }

  get app(): App {
    return this.owner.app;
  }

  get isNew(): boolean {
    this.knownNew ??= this.source.isNew();
    return this.knownNew;
  }

  get record(): RecordValues {
    this.knownRecord ??= recordView(this.source, this.collection);
    return this.knownRecord;
  }

  get original(): RecordValues | null {
    if (this.knownOriginal === undefined) {
      this.knownOriginal = this.isNew ? null : recordView(this.source.original(), this.collection);
    }
    return this.knownOriginal;
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
