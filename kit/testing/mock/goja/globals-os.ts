// plugins/jsvm/binds.go, BindOS: Go's os package
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { castString } from "../go/cast.ts";
import { GoError, NotExistError } from "../go/errors.ts";
import { ExitError, type Failures } from "../go/failures.ts";
import { Bytes, GO, goType } from "../go/go.ts";

class FileInfo {
  static readonly [GO] = goType({
    name: "FileInfo",
    type: "FileInfo",
    methods: ["isDir", "name", "size"],
  });
  readonly #path: string;
  constructor(path: string) {
    this.#path = path;
  }
  name = () => basename(this.#path);
  size = () => statSync(this.#path).size;
  isDir = () => statSync(this.#path).isDirectory();
}

class DirEntry extends FileInfo {
  static override readonly [GO] = goType({
    name: "DirEntry",
    type: "DirEntry",
    methods: ["isDir", "name"],
  });
}

export class Os {
  static readonly [GO] = goType({
    name: "$os",
    type: "$os",
    fields: ["args"],
    methods: [
      "exit",
      "getenv",
      "getwd",
      "mkdirAll",
      "readDir",
      "readFile",
      "remove",
      "removeAll",
      "stat",
      "tempDir",
      "writeFile",
    ],
  });
  readonly args = ["pocketbase", "serve"];
  readonly #env: Readonly<Record<string, string>>;
  readonly #failures: Failures;

  constructor(env: Readonly<Record<string, string>>, failures: Failures) {
    this.#env = env;
    this.#failures = failures;
  }

  getenv = (name: string) => this.#env[name] ?? "";
  getwd = () => process.cwd();
  tempDir = () => tmpdir();
  exit = (code: number) => {
    throw this.#failures.record(new ExitError(code ?? 0));
  };
  readFile = (path: string) => call("open", path, () => new Bytes(readFileSync(path)));
  stat = (path: string) => call("stat", path, () => statSync(path) && new FileInfo(path));
  readDir = (path: string) =>
    call("open", path, () =>
      readdirSync(path)
        .sort()
        .map((name) => new DirEntry(join(path, name))),
    );
  writeFile = (path: string, data: unknown) =>
    call("open", path, () => writeFileSync(path, castString(data)));
  mkdirAll = (path: string) => call("mkdir", path, () => void mkdirSync(path, { recursive: true }));
  remove = (path: string) => call("remove", path, () => rmSync(path));
  removeAll = (path: string) =>
    call("remove", path, () => rmSync(path, { recursive: true, force: true }));
}

/** Go's `*fs.PathError`. */
function call<T>(operation: string, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT")
      throw new NotExistError(`${operation} ${path}: no such file or directory`);
    throw new GoError(`${operation} ${path}: ${message}`);
  }
}
