// goja_nodejs' require: CommonJS, one cache per context, and compiled programs that all contexts
// share
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { Script } from "node:vm";
import { GoError } from "../go/errors.ts";
import { compile } from "./compile.ts";
import type { Realm } from "./realm.ts";

const WRAPPER = ["(function(exports, require, module, __filename, __dirname) {", "\n})"] as const;

/** The programs by path. Each file is read once, as in goja_nodejs' registry. */
export class Programs {
  readonly #scripts = new Map<string, Script>();

  get(path: string): Script {
    const known = this.#scripts.get(path);
    if (known) return known;
    const script = compileModule(path);
    this.#scripts.set(path, script);
    return script;
  }
}

interface Module {
  exports: unknown;
}

/** `require` for code in the folder `from`. */
export class Modules {
  readonly #cache = new Map<string, Module>();
  readonly #native: { readonly [name: string]: unknown };

  constructor(
    private readonly realm: Realm,
    private readonly programs: Programs,
    native: { readonly [name: string]: unknown },
  ) {
    this.#native = native;
  }

  requireFrom(from: string): (name: unknown) => unknown {
    return (name) => this.#require(String(name), from);
  }

  #require(name: string, from: string): unknown {
    const isPath = isAbsolute(name) || /^\.\.?(?:\/|$)/.test(name);
    const bare = name.replace(/^node:/, "");
    if (!isPath && Object.hasOwn(this.#native, bare)) return this.#native[bare];
    const path = isPath ? find(resolve(from, name)) : findPackage(name, from);
    if (!path) throw new GoError("Invalid module");
    return (this.#cache.get(path) ?? this.#load(path)).exports;
  }

  #load(path: string): Module {
    const { realm } = this;
    const module = realm.run(new Script("({ exports: {} })")) as Module;
    this.#cache.set(path, module);
    try {
      if (path.endsWith(".json")) {
        module.exports = (realm.run(new Script("JSON.parse")) as typeof JSON.parse)(
          readFileSync(path, "utf8"),
        );
        return module;
      }
      const run = realm.run(this.programs.get(path)) as (...args: unknown[]) => void;
      realm.setRaw("__require", this.requireFrom(dirname(path)));
      const { __require } = realm.context;
      delete realm.context.__require;
      run.call(module.exports, module.exports, __require, module, path, dirname(path));
      return module;
    } catch (error) {
      this.#cache.delete(path);
      throw error instanceof GoError ? error : realm.exception(error);
    }
  }
}

function compileModule(path: string): Script {
  const source = WRAPPER[0] + readFileSync(path, "utf8") + WRAPPER[1];
  try {
    return compile(source, path);
  } catch (error) {
    throw new GoError(`SyntaxError: ${path}: ${(error as Error).message}`);
  }
}

function find(path: string): string | undefined {
  return [
    path,
    `${path}.js`,
    `${path}.json`,
    join(path, "index.js"),
    join(path, "index.json"),
  ].find(isFile);
}

function findPackage(name: string, from: string): string | undefined {
  try {
    const path = createRequire(join(from, "x.js")).resolve(name);
    return isAbsolute(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
