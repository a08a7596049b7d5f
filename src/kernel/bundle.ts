// One file, two lives: PocketBase runs it in its loader, and executors require it as a module.

import type { DefineExtension } from "../contract/extension.ts";
import type { CheckConfig } from "../loader/load.ts";
import { loadConfig } from "./config.ts";
import { provideServices } from "./context.ts";
import { type Dispatch, dispatcher } from "./dispatch.ts";
import {
  type BuiltIns,
  type Extensions,
  extensionsOf,
  type Inner,
  type InnerExtension,
} from "./extensions.ts";

export interface Bundle {
  /** Loader: reads the config, checks it, registers what it asks for. */
  load(): void;
  /** Executor: runs the handler behind an id, which these extensions have a part in: all when it is not said. */
  dispatch(id: string, e?: unknown, owners?: string[]): void;
  defineExtension: DefineExtension;
}

export function createBundle(inner: Inner, builtIns: BuiltIns, check: () => CheckConfig): Bundle {
  const make = () => provided(extensionsOf(inner, builtIns, loadConfig()));
  let dispatch: Dispatch | undefined;
  return {
    defineExtension: (extension) => extension,
    dispatch(id, e, owners) {
      dispatch ??= dispatcher(make());
      dispatch(id, e, owners);
    },
    load() {
      const { load } = require("../loader/load.ts") as typeof import("../loader/load.ts");
      load(check, make);
    },
  };
}

/** Gives contexts what some of these extensions make. */
function provided(extensions: Extensions): Extensions {
  // Looked for once: handlers enqueue on hot paths.
  const having = <Part extends "queue" | "mail">(part: Part) => {
    let owner: InnerExtension | null | undefined;
    return () => {
      if (owner === undefined) owner = extensions.all().find((one) => one[part]) ?? null;
      return owner?.[part];
    };
  };
  provideServices({ queue: having("queue"), mail: having("mail") });
  return extensions;
}
