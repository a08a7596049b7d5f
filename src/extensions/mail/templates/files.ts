// The templates folder knows which files there are, and which of them a message in a language uses.
import { hooksPath, readText } from "../../../pocketbase/files.ts";
import type { MailOptions } from "../options.ts";
import { fallbacks } from "./locale.ts";

export interface Source {
  /** The path under `pb_hooks`, as messages to the developer name it. */
  path: string;
  text: string;
}

export type Kind = "html" | "txt" | "subject.txt" | "json" | "mjml";

export const folderOf = ({ templates = "mail" }: MailOptions) => templates;

export class Folder {
  /** The real names by lower-case name, because the case of a language tag has no meaning. */
  readonly #names: Map<string, string>;
  readonly #sources = new Map<string, Source | undefined>();

  constructor(readonly path: string) {
    this.#names = new Map(fileNames(path).map((name) => [name.toLowerCase(), name]));
  }

  /** The languages of all files, `""` included. A parent comes before its children. */
  get locales(): string[] {
    const found = [...this.#names.keys()].map((name) => name.match(LOCALE)?.[1] ?? "");
    return [...new Set(["", ...found.flatMap(fallbacks)])].sort();
  }

  /** Returns the file for a language, or for the nearest language that has one. */
  find(name: string, kind: Kind, locale: string): Source | undefined {
    for (const language of fallbacks(locale)) {
      const file = this.#names.get([name, language, kind].filter(Boolean).join(".").toLowerCase());
      if (file) return this.read(file);
    }
    return undefined;
  }

  /** Returns the same object for a file, however often it is asked for. */
  read(file: string): Source | undefined {
    if (!this.#sources.has(file)) {
      const path = `${this.path}/${file}`;
      const text = readText(hooksPath(path))?.replace(/^\uFEFF/, "");
      this.#sources.set(file, text === undefined ? undefined : { path, text });
    }
    return this.#sources.get(file);
  }
}

const LOCALE = /\.([a-z]{2,3}(?:-[a-z0-9]{1,8})*)\.(?:subject\.txt|html|txt|json)$/;

function fileNames(folder: string): string[] {
  try {
    return $os.readDir(hooksPath(folder)).map((entry) => entry?.name() ?? "");
  } catch {
    return []; // Without a folder, every message reports the file that it lacks.
  }
}
