// One file, two lives: PocketBase runs it in its loader, and executors require it as a module.
import type { Config } from "../config.ts";
import { loadConfig, readConfig } from "./config.ts";
import { provideMail } from "./context.ts";
import type { App, DefineExtension, Extension } from "./contract.ts";
import { CONFIG_FILE, type Problem, Refusal, refuse } from "./refusal.ts";
import { dispatcher } from "./registry.ts";
import { eventNames, hooksPath } from "./runtime.ts";
import { schemaExtension } from "./schema.ts";

/**
 * The extensions that come with the bundle, each made from the options under its name in the config. The
 * functions require their module when called, so that a VM evaluates only what its config uses.
 */
export type BuiltIns = Record<string, (options: unknown) => Extension>;

/** An extension of the bundle itself, with what users' own have no need of. */
export interface InnerExtension extends Extension {
  /** Plain tables, as SQL; made before the collections. */
  tables?: string[];
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

/** What the bundle adds to the extensions of a config. */
export type Inner = (extensions: Extension[], config: Config) => InnerExtension[];

/** All that is wrong with a config that was read. */
export type CheckConfig = (
  read: { config: unknown; missingEnv: string[] },
  events: string[],
) => Problem[];

export interface Bundle {
  /** Loader: reads the config, checks it, registers what it asks for. */
  load(): void;
  /** Executor: runs the handler behind an id. */
  dispatch(id: string, e?: unknown): void;
  defineExtension: DefineExtension;
}

export function createBundle(builtIns: BuiltIns, inner: Inner, check: () => CheckConfig): Bundle {
  let dispatch: ReturnType<typeof dispatcher> | undefined;
  return {
    defineExtension: (extension) => extension,
    dispatch(id, e) {
      dispatch ??= dispatcher(extensionsOf(builtIns, inner, loadConfig()));
      dispatch(id, e);
    },
    load() {
      try {
        loadBundle(builtIns, inner, check);
      } catch (error) {
        refuse(error);
      }
    },
  };
}

function loadBundle(builtIns: BuiltIns, inner: Inner, check: () => CheckConfig) {
  const read = readConfig();
  if (!read) {
    console.log(`Pocketbundle: there is no ${hooksPath(CONFIG_FILE)}, so nothing is registered.`);
    return;
  }
  const problems = check()(read, eventNames());
  if (problems.length > 0) throw new Refusal(problems);
  const { register } = require("./register.ts") as typeof import("./register.ts");
  register(extensionsOf(builtIns, inner, read.config as Config));
}

/** The built-in extensions that the config sets up, in the bundle's order, then the user's own. */
function extensionsOf(builtIns: BuiltIns, inner: Inner, config: Config): InnerExtension[] {
  const configured = Object.keys(builtIns).filter((key) => optionsOf(config, key) !== undefined);
  const outer = [
    ...configured.flatMap((key) => builtIns[key]?.(optionsOf(config, key)) ?? []),
    ...(config.extensions ?? []),
  ];
  const extensions = [...inner(outer, config), ...outer];
  provideMail(extensions.find(({ mail }) => mail)?.mail);
  const hooks = extensions.flatMap(({ hooks }) => hooks ?? []);
  const collections = [...new Set(hooks.flatMap(({ collections }) => collections ?? []))];
  return collections.length > 0 ? [schemaExtension(collections), ...extensions] : extensions;
}

const optionsOf = (config: Config, key: string) => config[key as keyof Config];
