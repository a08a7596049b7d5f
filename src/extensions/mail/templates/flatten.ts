// Writes all partials into a template, so that nothing has to be looked up, and nothing can
// recurse, when a mail is sent: goja has no stack limit, and an endless recursion ends the whole
// server.
import Mustache from "mustache";
import type { Source } from "./files.ts";
import { unclosedAt } from "./unclosed.ts";

/** Says what is wrong with a template, in which file and line, and what to do. */
export class TemplateError extends Error {}

type FindPartial = (name: string) => Source | undefined;
type Token = [type: string, value: string, start: number, end: number, children?: unknown];

/**
 * Returns the text of `source` with its partials. The result is exact, since a partial sees the
 * values of the place where it stands.
 */
export function flatten(source: Source, find: FindPartial, within: string[] = []): string {
  const chain = [...within, source.path];
  if (within.includes(source.path)) {
    throw new TemplateError(`Partials include each other without end: ${chain.join(" → ")}.`);
  }
  let flat = "";
  let at = 0;
  for (const [type, name, start, end] of ownTags(source)) {
    flat += source.text.slice(at, start);
    at = end;
    if (type === "=")
      throw errorAt(source, start, "Changing the delimiters is not supported here.");
    if (type !== ">") continue; // Comments are left out.
    const partial = find(name);
    if (!partial) throw errorAt(source, start, unknownPartial(source, name));
    flat += flatten(partial, find, chain).replace(/\r?\n$/, "");
  }
  return flat + source.text.slice(at);
}

/**
 * Tags are cached because Mustache's parser is slow here, and a layout is part of every message.
 */
const tagsBySource = new WeakMap<Source, Token[]>();

/** Returns the partials, comments and delimiter changes, in order. */
function ownTags(source: Source): Token[] {
  const known = tagsBySource.get(source);
  if (known) return known;
  const tags: Token[] = [];
  const collect = (tokens: Token[]) => {
    for (const token of tokens) {
      if (">!=".includes(token[0])) tags.push(token);
      if (Array.isArray(token[4])) collect(token[4] as Token[]);
    }
  };
  collect(parseTemplate(source));
  tagsBySource.set(source, tags);
  return tags;
}

/** Returns Mustache's tokens. An error names the file and the line. */
export function parseTemplate(source: Source): Token[] {
  try {
    return new Mustache.Writer().parse(source.text) as Token[];
  } catch (error) {
    const [, what = String(error), position = "0"] =
      String((error as Error).message).match(/^(.*) at (\d+)$/s) ?? [];
    const at = Number(position);
    const isUnclosed = what.startsWith("Unclosed");
    throw errorAt(source, isUnclosed ? unclosedAt(source.text, at) : at, `${what}.`);
  }
}

function unknownPartial({ path }: Source, name: string): string {
  const folder = path.slice(0, path.lastIndexOf("/"));
  return `There is no partial "${name}". Make pb_hooks/${folder}/_${name}.${path.endsWith(".html") ? "html" : "txt"}.`;
}

function errorAt({ path, text }: Source, position: number, message: string) {
  const line = text.slice(0, position).split("\n").length;
  return new TemplateError(`pb_hooks/${path}:${line}: ${message}`);
}
