// The module that executors require.
import type { DefineExtension, Extension } from "../contract/extension.ts";
import { type Dispatch, dispatcher } from "./dispatch.ts";
import type { Extensions } from "./extensions.ts";

interface Bundle {
  /**
   * Runs the handler behind an id. Only the `owners` have a part in it; without them, all
   * extensions may.
   */
  dispatch(id: string, e?: unknown, owners?: string[]): void;
  defineExtension: DefineExtension;
}

/** `make` reads the config. The VM's first event calls it. */
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
