// Images are sent with a mail: <img src="cid:logo.png"> shows images/logo.png of the templates
// folder.
import { hooksPath, isFile } from "../../../pocketbase/files.ts";
import type { Folder, Source } from "./files.ts";
import { TemplateError } from "./flatten.ts";
import { imagePath } from "./inline-image.ts";

const USED = /["'(=]\s*cid:([^"')\s>]*)/gi;

/**
 * Returns the names of the images in an HTML template. A name cannot be a path, and no value
 * decides which file is sent.
 */
export function imagesOf({ path, text }: Source): string[] {
  const names = new Set([...text.matchAll(USED)].map(([, name = ""]) => name));
  for (const name of names) {
    if (/^[\w-][\w.-]*$/.test(name)) continue;
    const message = `Expected the name of a file in images/, of letters, digits, ".", "-" and "_".`;
    throw new TemplateError(`pb_hooks/${path}: "cid:${name}": ${message}`);
  }
  return [...names];
}

export const missingImages = ({ path }: Folder, names: string[]): string[] =>
  names
    .map((name) => imagePath(path, name))
    .filter((file) => !isFile(hooksPath(file)))
    .map((file) => `A template shows pb_hooks/${file}, which does not exist. Add it.`);
