import { isObject } from "../../../lib/object.ts";
import type { Folder } from "./files.ts";

/**
 * Returns a message's sample data for the preview; `undefined` without a file. An error names the
 * file.
 */
export function sampleOf(folder: Folder, message: string, locale: string): object | undefined {
  const source = folder.find(message, "json", locale);
  if (!source) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(source.text);
  } catch (error) {
    throw new Error(`pb_hooks/${source.path}: Expected JSON: ${(error as Error).message}`);
  }
  if (isObject(data)) return data;
  throw new Error(`pb_hooks/${source.path}: Expected an object with the template's values.`);
}

export const samplesFolder = (templates: string) => `${templates}/samples`;
