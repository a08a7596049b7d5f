// Images that go with a mail: <img src="cid:logo.png"> shows images/logo.png of the templates folder.
import { hooksPath, isFile } from "../../../pocketbase/files.ts";
import type { Folder, Source } from "./files.ts";
import { TemplateError } from "./flatten.ts";

export interface InlineImage {
  /** As the HTML says after `cid:`. */
  contentId: string;
  /** Absolute. */
  path: string;
}

const USED = /["'(=]\s*cid:([^"')\s>]*)/gi;

/** The names of the images in an HTML template. A name is no path, and no value decides which file is sent. */
export function imagesOf({ path, text }: Source): string[] {
  const names = new Set([...text.matchAll(USED)].map(([, name = ""]) => name));
  for (const name of names) {
    if (/^[\w-][\w.-]*$/.test(name)) continue;
    const message = `Expected the name of a file in images/, of letters, digits, ".", "-" and "_".`;
    throw new TemplateError(`pb_hooks/${path}: "cid:${name}": ${message}`);
  }
  return [...names];
}

export const imagePath = (folder: string, name: string) => `${folder}/images/${name}`;

export const missingImages = ({ path }: Folder, names: string[]): string[] =>
  names
    .map((name) => imagePath(path, name))
    .filter((file) => !isFile(hooksPath(file)))
    .map((file) => `There is no image pb_hooks/${file}, which a template shows. Put it there.`);
