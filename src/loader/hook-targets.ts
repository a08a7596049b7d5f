import type { Extension } from "../contract/extension.ts";
import type { HookOf } from "../contract/hook.ts";
import { hookId } from "../kernel/handler-text.ts";

/** An event, its collection if it has one, and the extensions that have hooks for it. */
export interface HookTarget {
  event: string;
  collection: string | undefined;
  owners: string[];
}

/** Each pair of an event and a collection is registered once, for all of its hooks. */
export function hookTargets(extensions: Extension[]): HookTarget[] {
  const targets = new Map<string, HookTarget>();
  for (const { name, hooks = [] } of extensions) {
    for (const { on, collections = [undefined] } of hooks as HookOf<string>[]) {
      for (const collection of collections) {
        const id = hookId(on, collection);
        const owners = targets.get(id)?.owners ?? [];
        targets.set(id, { event: on, collection, owners: [...new Set([...owners, name])] });
      }
    }
  }
  return [...targets.values()];
}
