// core/events.go

import type { GoError } from "../go/errors.ts";
import { GO, goType } from "../go/go.ts";
import { ADDRESS } from "../goja/globals-http.ts";
import type { App } from "./app.ts";
import type { Collection } from "./collection.ts";
import { HookEvent } from "./hooks.ts";
import type { MailMessage } from "./mail-message.ts";
import { Record } from "./record.ts";

export type Model = Record | Collection;
type Kind = "create" | "update" | "delete" | "validate";

/** Go's `context.Context`, which hooks only pass along. */
class Context {
  readonly [GO] = goType({ name: "Context" });
}

const COMMON = ["app", "context", "type"];

export class ModelEvent extends HookEvent {
  static readonly [GO] = goType({
    name: "ModelEvent",
    type: "onModelCreate",
    fields: [...COMMON, "model"],
    methods: ["next", "tags"],
  });
  readonly context = new Context();
  error: GoError | null = null;

  constructor(
    public app: App,
    public model: Model,
    public type: Kind,
  ) {
    super();
  }

  override tags() {
    return this.model instanceof Record ? this.model.hookTags() : [this.model.tableName()];
  }
}

export class ModelErrorEvent extends ModelEvent {
  static override readonly [GO] = goType({
    name: "ModelErrorEvent",
    type: "onModelAfterCreateError",
    fields: [...COMMON, "model", "error"],
    methods: ["next", "tags"],
  });
}

/**
 * The record's or collection's side of a model event: a change of one side also changes the other.
 */
abstract class Mirror extends HookEvent {
  readonly context = new Context();

  constructor(readonly source: ModelEvent) {
    super();
  }

  get app(): App {
    return this.source.app;
  }
  set app(app: App) {
    this.source.app = app;
  }
  get type(): string {
    return this.source.type;
  }
  get error(): GoError | null {
    return this.source.error;
  }
  set error(error: GoError | null) {
    this.source.error = error;
  }
}

export class RecordEvent extends Mirror {
  static readonly [GO] = goType({
    name: "RecordEvent",
    type: "onRecordCreate",
    fields: [...COMMON, "record"],
    methods: ["next", "tags"],
  });
  get record(): Record {
    return this.source.model as Record;
  }
  override tags() {
    return this.record.hookTags();
  }
}

export class RecordErrorEvent extends RecordEvent {
  static override readonly [GO] = goType({
    name: "RecordErrorEvent",
    type: "onRecordAfterCreateError",
    fields: [...COMMON, "record", "error"],
    methods: ["next", "tags"],
  });
}

export class CollectionEvent extends Mirror {
  static readonly [GO] = goType({
    name: "CollectionEvent",
    type: "onCollectionCreate",
    fields: [...COMMON, "collection"],
    methods: ["next", "tags"],
  });
  get collection(): Collection {
    return this.source.model as Collection;
  }
  override tags() {
    return this.collection.hookTags();
  }
}

export class CollectionErrorEvent extends CollectionEvent {
  static override readonly [GO] = goType({
    name: "CollectionErrorEvent",
    type: "onCollectionAfterCreateError",
    fields: [...COMMON, "collection", "error"],
    methods: ["next", "tags"],
  });
}

/** onBootstrap and onTerminate. */
export class AppEvent extends HookEvent {
  static readonly [GO] = goType({
    name: "BootstrapEvent",
    fields: ["app", "isRestart"],
    methods: ["next"],
  });
  readonly isRestart = false;
  constructor(public app: App) {
    super();
  }
}

class HttpServer {
  static readonly [GO] = goType({
    name: "http.Server",
    type: "HttpServer",
    fields: ["addr"],
    methods: ["setKeepAlivesEnabled"],
  });
  readonly addr = ADDRESS;
  /** No connection leads to this server. */
  setKeepAlivesEnabled() {}
}

export class ServeEvent extends HookEvent {
  static readonly [GO] = goType({
    name: "ServeEvent",
    type: "onServe",
    fields: ["app", "server"],
    methods: ["next"],
  });
  readonly server = new HttpServer();
  constructor(public app: App) {
    super();
  }
}

export class MailerEvent extends HookEvent {
  static readonly [GO] = goType({
    name: "MailerEvent",
    type: "onMailerSend",
    fields: ["app", "mailer", "message"],
    methods: ["next"],
  });
  constructor(
    public app: App,
    public mailer: unknown,
    public message: MailMessage,
  ) {
    super();
  }
}
