// Finds the listeners of each kind of change.

import type { Change, ChangeListener } from "../../contract/changes.ts";
import type { Extension } from "../../contract/extension.ts";

export type Action = Change["action"];
const ACTIONS = ["create", "update", "delete"] as const satisfies Action[];
export const ON = /^(\w+):(create|update|delete|\*)$/;

/** Parses `"orders:create"`, `"orders:*"`, or a list of these. */
export const parseOn = (on: string | string[]): { collection: string; actions: Action[] }[] =>
  [on].flat().map((text) => {
    const [, collection = "", action] = text.match(ON) ?? [];
    return { collection, actions: action === "*" ? [...ACTIONS] : [action as Action] };
  });

/** A listener and the extension it belongs to. */
export interface BoundListener {
  extension: string;
  listener: ChangeListener;
}

/** The listeners, by collection name and action. */
export type Listeners = Map<string, Partial<Record<Action, BoundListener[]>>>;

export function listenersOf(extensions: Extension[]): Listeners {
  const listeners: Listeners = new Map();
  for (const { name, changes = [] } of extensions) {
    for (const listener of changes) {
      for (const { collection, actions } of parseOn(listener.on)) {
        const byAction = listeners.get(collection) ?? {};
        listeners.set(collection, byAction);
        for (const action of actions) {
          byAction[action] = [...(byAction[action] ?? []), { extension: name, listener }];
        }
      }
    }
  }
  return listeners;
}
