// These functions check a whole HTML template, partials and layout included.
import { escapeHtml } from "../../../lib/html.ts";
import { decodeEntities } from "./entities.ts";
import type { Source } from "./files.ts";
import { TemplateError } from "./flatten.ts";
import { pieces } from "./html.ts";

/** A document of its own, as MJML makes it, takes no layout. */
export const isDocument = (html: string) => /<html[\s>]/i.test(html);

/** Returns the subject of a message that has no file for it. */
export function titleOf({ path, text }: Source): Source {
  const [, title = ""] = text.match(/<title[^>]*>([\s\S]*?)<\/title>/i) ?? [];
  if (title.trim()) return { path, text: decodeEntities(title) };
  throw new TemplateError(noSubject(path.replace(/\.html$/, "")));
}

export const noSubject = (name: string) =>
  `The message has no subject. Make pb_hooks/${name}.subject.txt, or give the HTML a <title>.`;

/**
 * Turns a plain-text template into a part of an HTML one: its own text is escaped, and no value
 * stays unescaped.
 */
export const escapeText = (text: string): string =>
  text.replace(
    /\{\{\{([\s\S]*?)\}\}\}|\{\{&([\s\S]*?)\}\}|\{\{[\s\S]*?\}\}|[&<>"']/g,
    (part, triple, ampersand) => {
      if (part.startsWith("{{")) return triple || ampersand ? `{{${triple ?? ampersand}}}` : part;
      return escapeHtml(part);
    },
  );

/**
 * Refuses values without quotes: escaping keeps a value within the quotes around it, but without
 * them a space would end it.
 */
export function refuseBareValues({ path, text }: Source): void {
  const [bareName] = text.match(/<\/?\{\{(?![#^/])[^>]*>?/) ?? [];
  if (bareName) throw new TemplateError(bareValue(path, bareName));
  for (const piece of pieces(text)) {
    if (piece.type !== "open") continue;
    if (/\{\{(?![#^/])/.test(piece.attributes.replace(/"[^"]*"|'[^']*'/g, ""))) {
      throw new TemplateError(bareValue(path, text.slice(piece.start, piece.end)));
    }
  }
}

const bareValue = (path: string, tag: string) =>
  `pb_hooks/${path}: ${tag} has a value outside of quotes. Write it as name="{{value}}".`;
