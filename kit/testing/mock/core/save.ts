// core/db.go: create, update, delete and validate, with their hooks in PocketBase's order

import { GoError, JoinedError } from "../go/errors.ts";
import type { App } from "./app.ts";
import { type Model, ModelErrorEvent, ModelEvent } from "./events.ts";
import { deleteModel, insertModel, updateModel } from "./write.ts";

type Step = (event: ModelEvent) => void;
type Action = "Create" | "Update" | "Delete";

export function validate(app: App, model: Model): void {
  const event = new ModelEvent(app, model, "validate");
  app.core.hook<ModelEvent>("onModelValidate").trigger(event, (e) => e.next());
}

export function create(app: App, model: Model, withValidation: boolean): void {
  const write: Step = (e) => {
    insertModel(e.app, e.model);
    e.model.markAsNotNew();
  };
  run(app, new ModelEvent(app, model, "create"), "Create", {
    before: (e) => withValidation && validate(e.app, e.model),
    write,
    failed: (e) => e.model.markAsNew(),
  });
}

export function update(app: App, model: Model, withValidation: boolean): void {
  run(app, new ModelEvent(app, model, "update"), "Update", {
    before: (e) => withValidation && validate(e.app, e.model),
    write: (e) => updateModel(e.app, e.model),
  });
}

export function remove(app: App, model: Model): void {
  run(app, new ModelEvent(app, model, "delete"), "Delete", {
    before({ model }) {
      if (model.lastSavedPK()) return;
      throw new GoError(
        "the model can be deleted only if it is existing and has a non-empty primary key",
      );
    },
    write: (e) => deleteModel(e.app, e.model),
  });
}

interface Steps {
  before: (event: ModelEvent) => unknown;
  write: Step;
  failed?: Step;
}

function run(app: App, event: ModelEvent, action: Action, { before, write, failed }: Steps): void {
  const hook = (name: string) => app.core.hook<ModelEvent>(`onModel${name}`);
  try {
    hook(action).trigger(event, (e) => {
      before(e);
      hook(`${action}Execute`).trigger(event, write);
    });
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    failed?.(event);
    triggerError(app, event, action, error);
    throw error;
  }
  succeed(app, event, action, failed);
}

/** Inside of a transaction, success is known only when the transaction has ended. */
function succeed(app: App, event: ModelEvent, action: Action, failed?: Step): void {
  const success = () => app.core.hook<ModelEvent>(`onModelAfter${action}Success`).trigger(event);
  const { transaction } = app;
  if (!transaction) {
    success();
    return;
  }
  transaction.after.push((error) => {
    event.app = transaction.parent;
    if (!error) {
      success();
      return;
    }
    failed?.(event);
    app.core
      .hook<ModelEvent>(`onModelAfter${action}Error`)
      .trigger(errorEvent(event.app, event, error));
  });
}

function triggerError(app: App, event: ModelEvent, action: Action, error: GoError): void {
  const hook = app.core.hook<ModelEvent>(`onModelAfter${action}Error`);
  try {
    hook.trigger(errorEvent(app, event, error));
  } catch (hookError) {
    throw hookError instanceof GoError ? new JoinedError([error, hookError]) : hookError;
  }
}

function errorEvent(app: App, { model, type }: ModelEvent, error: GoError): ModelErrorEvent {
  return Object.assign(new ModelErrorEvent(app, model, type), { error });
}
