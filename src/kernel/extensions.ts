// The extensions of a config. A VM makes only those that have a part in the events that it serves.
import type { GenericSchema } from "valibot";
import type { CommonConfig } from "../contract/common-config.ts";
import type { Extension } from "../contract/extension.ts";
import type { Jobs } from "../contract/jobs.ts";
import type { App } from "../contract/pocketbase.ts";
import { provideServices } from "./context.ts";
import { loadConfig } from "./load-config.ts";

/** One line of the table in main.ts: an extension that comes with the bundle. */
interface BuiltIn<Options> {
  /** Makes the extension from the options under its name in the config. */
  make: (options: Options) => InnerExtension;
  /** The loader checks the options against this shape. */
  shape(): GenericSchema;
}

/**
 * The table has a line for each key of the config that an extension adds. A missing or misspelt
 * line does not compile.
 */
export type BuiltIns<Config extends CommonConfig> = {
  [Name in Exclude<keyof Config, keyof CommonConfig>]-?: BuiltIn<NonNullable<Config[Name]>>;
};

/** The table, for code that works with any extensions. */
export type AnyBuiltIns = Record<string, BuiltIn<never>>;

/** An extension of the bundle itself. It can have parts that users' own extensions do not need. */
export interface InnerExtension extends Extension {
  /**
   * Its migrations, in order: the version of its storage is how many of them a database has behind
   * it.
   */
  migrations?: Migration[];
  /**
   * Runs in the loader at the end of the start's transaction, once nothing was refused. `bundle
   * check` leaves it out.
   */
  prepare?(tx: App): void;
  /** Runs in the loader before the server listens, once nothing was refused. */
  onReady?(app: App): void;
  /** What keeps it from its work, in sentences. Start-up prints them, and so can a command. */
  warnings?(app: App): string[];
  /** For the line that a start prints: `mail (2 messages)`, `receive (stripe)`. */
  label?: [name: string, count: number, what: string] | [name: string, parts: string];
  /** The queue that contexts write to. */
  queue?(app: App): Jobs;
  /**
   * Runs in the loader when the server's port is open. The server answers nobody before it returns.
   * `server` is Go's `http.Server`.
   */
  onListening?(app: App, server: unknown): void;
  /**
   * Runs in the loader before PocketBase restarts for a changed file, while the server still
   * answers. It can load no code.
   */
  onReload?(): void;
  /**
   * Runs in the loader when the server is told to end, while its port is still open. It can load no
   * code.
   */
  onStop?(): void;
  /** Further commands of `pocketbase bundle`. They run in the loader. */
  commands?: Command[];
}

/**
 * One step of an extension's storage to its next version, for what `collections` cannot say: plain
 * tables, triggers, renamed or moved data, and everything that an older file could not live with.
 */
export interface Migration {
  /** Runs before the collections are brought up to date. */
  before?(tx: App): void;
  /** Runs when the collections are as the extension declares them. */
  after?(tx: App): void;
}

/** A command of `pocketbase bundle`. */
export interface Command {
  /** Its name, and in the help its arguments too: `"pause <type>"`. */
  use: string;
  /** Returns the exit code, nothing for 0. */
  // biome-ignore lint/suspicious/noConfusingVoidType: most commands just end.
  run(app: App, args: string[], terminal: Terminal): number | void;
}

/** What a command writes to and asks. */
export interface Terminal {
  /** Writes a text and a line break to the standard output, without the time. */
  print(text: string): void;
  /** The line that a person types; `undefined` where there is no terminal. */
  ask(question: string): string | undefined;
}

/** The extensions of the bundle that are made from all the others. */
export interface InnerTable {
  [name: string]: (others: () => InnerExtension[], config: CommonConfig) => InnerExtension;
}

/** Makes the extensions of the config file, or of another config. */
export type MakeExtensions = (config?: CommonConfig) => Extensions;

export interface Extensions {
  /** All extensions, in the order they run. */
  all(): InnerExtension[];
  /** `undefined` when the config has none of that name. */
  named(name: string): InnerExtension | undefined;
}

/**
 * The order is: the inner extensions, the built-in ones that the config sets up, the user's own.
 */
export function makeExtensions(
  inner: InnerTable,
  builtIns: AnyBuiltIns,
  config: CommonConfig = loadConfig(),
): Extensions {
  const makers: Record<string, () => InnerExtension> = {};
  // Without a prototype, because an extension may be called "constructor".
  const made: Record<string, InnerExtension> = Object.create(null);
  const make = (name: string): InnerExtension => {
    made[name] ??= (makers[name] as () => InnerExtension)();
    return made[name];
  };
  // An inner extension is made from the extensions that come after it.
  Object.entries(inner).forEach(([name, makeInner], index) => {
    const others = () =>
      Object.keys(makers)
        .slice(index + 1)
        .map(make);
    makers[name] = () => makeInner(others, config);
  });
  for (const [name, builtIn] of Object.entries(builtIns)) {
    const options = (config as Record<string, unknown>)[name];
    if (options !== undefined) makers[name] = () => builtIn.make(options as never);
  }
  for (const extension of config.extensions ?? []) makers[extension.name] = () => extension;
  const all = () => Object.keys(makers).map(make);
  provideServices({ queue: partOf(all, "queue"), mail: partOf(all, "mail") });
  return { all, named: (name) => (Object.hasOwn(makers, name) ? make(name) : undefined) };
}

/**
 * Finds the one extension that has this part. It looks once, because handlers enqueue on hot paths.
 */
function partOf<Part extends "queue" | "mail">(all: () => InnerExtension[], part: Part) {
  let owner: InnerExtension | null | undefined;
  return () => {
    if (owner === undefined) owner = all().find((one) => one[part]) ?? null;
    return owner?.[part];
  };
}
