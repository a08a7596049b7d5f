// One file, two lives: PocketBase runs it in its loader, and executors require it as a module.
import type { Config } from "../config.ts";
import { loadConfig, readConfig } from "./config.ts";
import type { DefineExtension, Extension } from "./contract.ts";
import { CONFIG_FILE, Refusal, refuse } from "./refusal.ts";
import { buildRegistry, type Registry, run } from "./registry.ts";
import { eventNames, hooksPath } from "./runtime.ts";
import { schemaExtension } from "./schema.ts";

/**
 * An extension that comes with the bundle: made from the options under its name in the config. Both
 * functions require their module when called, so that a VM evaluates only what its config uses.
 */
export interface BuiltIn {
  extension(options: unknown): Extension;
  /** The options' shape (valibot), for the loader. */
  shape(): unknown;
}
export type BuiltIns = Record<string, BuiltIn>;

export interface Bundle {
  /** Loader: reads the config, checks it, registers what it asks for. */
  load(): void;
  /** Executor: runs the handler behind an id. */
  dispatch(id: string, e?: unknown): void;
  defineExtension: DefineExtension;
}

export function createBundle(builtIns: BuiltIns): Bundle {
  let registry: Registry | undefined;
  return {
    defineExtension: (extension) => extension,
    dispatch(id, e) {
      registry ??= buildRegistry(extensionsOf(builtIns, loadConfig()));
      run(registry, id, e);
    },
    load() {
      try {
        loadBundle(builtIns);
      } catch (error) {
        refuse(error);
      }
    },
  };
}

function loadBundle(builtIns: BuiltIns) {
  const read = readConfig();
  if (!read) {
    console.log(`Pocketbundle: there is no ${hooksPath(CONFIG_FILE)}, so nothing is registered.`);
    return;
  }
  const { checkConfig } = require("./check.ts") as typeof import("./check.ts");
  const problems = checkConfig(read, builtIns, eventNames());
  if (problems.length > 0) throw new Refusal(problems);
  const { register } = require("./register.ts") as typeof import("./register.ts");
  register(buildRegistry(extensionsOf(builtIns, read.config as Config)));
}

/** The built-in extensions that the config sets up, in the bundle's order, then the user's own. */
function extensionsOf(builtIns: BuiltIns, config: Config): Extension[] {
  const configured = Object.keys(builtIns).filter((key) => optionsOf(config, key) !== undefined);
  const extensions = [
    ...configured.map((key) => (builtIns[key] as BuiltIn).extension(optionsOf(config, key))),
    ...(config.extensions ?? []),
  ];
  const hooks = extensions.flatMap(({ hooks }) => hooks ?? []);
  const collections = [...new Set(hooks.flatMap(({ collections }) => collections ?? []))];
  return collections.length > 0 ? [schemaExtension(collections), ...extensions] : extensions;
}

const optionsOf = (config: Config, key: string) => config[key as keyof Config];
