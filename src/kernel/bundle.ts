// What executors require: the bundle's module.
import type { DefineExtension, Extension } from "../contract/extension.ts";
import { type Dispatch, dispatcher } from "./dispatch.ts";
import type { Extensions } from "./extensions.ts";

export interface Bundle {
  /** Runs the handler behind an id. These extensions have a part in it; all, when none are named. */
  dispatch(id: string, e?: unknown, owners?: string[]): void;
  defineExtension: DefineExtension;
}

/** `make` reads the config, and is called with the VM's first event. */
export function createBundle(make: () => Extensions): Bundle {
  let dispatch: Dispatch | undefined;
  return {
    defineExtension: (extension: Extension) => extension,
    dispatch(id, e, owners) {
      dispatch ??= dispatcher(make());
      dispatch(id, e, owners);
    },
  };
}
