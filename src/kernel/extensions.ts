// The extensions of a config. A VM makes those alone that the event it was asked to serve is for.
import type { CommonConfig as Config } from "../contract/config.ts";
import type { Extension } from "../contract/extension.ts";
import type { Jobs } from "../contract/jobs.ts";
import type { App } from "../contract/pocketbase.ts";

/**
 * The extensions that come with the bundle, each made from the options under its name in the config. The
 * functions require their module when called.
 */
export type BuiltIns = Record<string, (options: unknown) => Extension>;

/** An extension of the bundle itself, with what users' own have no need of. */
export interface InnerExtension extends Extension {
  /** Plain tables, as SQL; made before the collections. */
  tables?: string[];
  /** The queue that contexts write to. */
  queue?(app: App): Jobs;
  /** Runs in the loader when the server's port is open; nobody is answered before it returns. */
  onListening?(url: string): void;
  /** `pocketbase bundle <name>`, run in the loader. */
  commands?: Command[];
}

export interface Command {
  /** As cobra takes it: `"retry <id>"`. */
  use: string;
  short: string;
  run(app: App, args: string[]): void;
}

/** The two extensions of the bundle that are made from all the others. */
export interface Inner {
  [name: string]: (others: () => InnerExtension[], config: Config) => InnerExtension;
}

export interface Extensions {
  /** In the order they run. */
  all(): InnerExtension[];
  /** `undefined` when the config has none of that name. */
  named(name: string): InnerExtension | undefined;
}

/** The bundle's inner extensions, the built-in ones that the config sets up, then the user's own. */
export function extensionsOf(inner: Inner, builtIns: BuiltIns, config: Config): Extensions {
  const makers: Record<string, () => InnerExtension> = {};
  // An extension may be called "constructor".
  const made: Record<string, InnerExtension> = Object.create(null);
  const make = (name: string): InnerExtension => {
    made[name] ??= (makers[name] as () => InnerExtension)();
    return made[name];
  };
  // An inner one is made from those that come after it.
  Object.entries(inner).forEach(([name, makeInner], index) => {
    const others = () =>
      Object.keys(makers)
        .slice(index + 1)
        .map(make);
    makers[name] = () => makeInner(others, config);
  });
  for (const [name, makeBuiltIn] of Object.entries(builtIns)) {
    const options = config[name as keyof Config];
    if (options !== undefined) makers[name] = () => makeBuiltIn(options);
  }
  for (const extension of config.extensions ?? []) makers[extension.name] = () => extension;
  return {
    all: () => Object.keys(makers).map(make),
    named: (name) => (Object.hasOwn(makers, name) ? make(name) : undefined),
  };
}
