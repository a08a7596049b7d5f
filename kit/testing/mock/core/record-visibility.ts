// core/record_model.go, PublicExport
import type { Values } from "../go/values.ts";
import type { Record } from "./record.ts";

/** Which values of a record an answer shows. */
export class RecordVisibility {
  withCustomData = false;
  ignoreEmailVisibility = false;
  #shown = new Map<string, boolean>();

  copy(): RecordVisibility {
    const copy = new RecordVisibility();
    copy.withCustomData = this.withCustomData;
    copy.ignoreEmailVisibility = this.ignoreEmailVisibility;
    copy.#shown = new Map(this.#shown);
    return copy;
  }

  set(names: readonly string[], isShown: boolean): void {
    for (const name of names) this.#shown.set(name, isShown);
  }

  /** Returns the values that are shown. */
  export(record: Record): Values {
    const collection = record.collection();
    const fields = collection.fields.items.filter(
      ({ name, hidden }) => this.#shown.get(name) ?? !hidden,
    );
    const all: Values = {
      ...Object.fromEntries(fields.map(({ name }) => [name, record.get(name)])),
      ...(this.withCustomData ? record.customData() : {}),
      collectionId: collection.id,
      collectionName: collection.name,
    };
    if (collection.isAuth()) this.#removeSecrets(record, all);
    return Object.fromEntries(
      Object.entries(all).filter(([key]) => this.#shown.get(key) !== false),
    );
  }

  #removeSecrets(record: Record, all: Values): void {
    delete all.password;
    delete all.tokenKey;
    if (!this.ignoreEmailVisibility && !record.emailVisibility()) delete all.email;
  }
}
