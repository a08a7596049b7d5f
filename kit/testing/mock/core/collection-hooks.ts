// core/collection_model.go: the handlers of a collection's own events

import { GoError } from "../go/errors.ts";
import { syncTable } from "../sql/tables.ts";
import { dropView, saveView, viewFields } from "../sql/views.ts";
import type { App } from "./app.ts";
import type { Collection } from "./collection.ts";
import { prepareCollection, validateCollection } from "./collection-rules.ts";
import type { Core } from "./core.ts";
import type { CollectionErrorEvent, CollectionEvent } from "./events.ts";

export function bindCollectionHooks(core: Core): void {
  const bind = (name: string, priority: number, run: (event: CollectionEvent) => void) =>
    core.hook<CollectionEvent>(`onCollection${name}`).bind({ priority, run });

  for (const action of ["Create", "Update"] as const) {
    bind(action, -99, (e) => {
      prepareCollection(e.app, e.collection);
      e.next();
    });
    bind(`${action}Execute`, 99, (e) => reloadAfter(e, () => save(e)));
  }
  bind("DeleteExecute", 99, (e) => remove(e));
  bind("Validate", 99, (e) => {
    validateCollection(e.app, e.collection);
    e.next();
  });
  for (const action of ["Create", "Update", "Delete"]) {
    core.hook<CollectionErrorEvent>(`onCollectionAfter${action}Error`).bind({
      priority: -99,
      run(e) {
        e.app.reloadCachedCollections();
        e.next();
      },
    });
  }
}

function save(e: CollectionEvent): void {
  const { collection } = e;
  const old = collection.isNew() ? undefined : e.app.findCachedCollectionByNameOrId(collection.id);
  inTransaction(e, (tx) => {
    if (!collection.isView()) {
      e.next();
      syncTable(tx, collection, old);
      return;
    }
    const fields = viewFields(tx, collection.viewQuery);
    if (old) dropView(tx, old.name);
    saveView(tx, collection.name, collection.viewQuery);
    collection.fields = fields;
    e.next();
  });
}

function remove(e: CollectionEvent): void {
  const { app, collection } = e;
  if (collection.system)
    throw new GoError(`[${collection.name}] system collections cannot be deleted`);
  reloadAfter(e, () => {
    const names = referencesTo(app, collection);
    if (names.length > 0) {
      const list = names.join(", ");
      throw new GoError(
        `[${collection.name}] failed to delete due to existing relation references: ${list}`,
      );
    }
    inTransaction(e, (tx) => {
      if (collection.isView()) dropView(tx, collection.name);
      else tx.execute(`DROP TABLE IF EXISTS {{${collection.name}}}`);
      e.next();
    });
  });
}

const referencesTo = (app: App, { id }: Collection): string[] =>
  app
    .findAllCollections()
    .filter(
      (other) => other.id !== id && other.fields.items.some((f) => f.options.collectionId === id),
    )
    .map(({ name }) => name);

function reloadAfter(e: CollectionEvent, run: () => void): void {
  try {
    run();
  } finally {
    e.app.reloadCachedCollections();
  }
}

function inTransaction(e: CollectionEvent, run: (tx: App) => void): void {
  const { app } = e;
  try {
    app.runInTransaction((tx) => {
      e.app = tx;
      run(tx);
    });
  } finally {
    e.app = app;
  }
}
