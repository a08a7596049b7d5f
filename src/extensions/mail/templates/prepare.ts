// Prepares template files for sending.
import { same } from "../../../lib/same.ts";
import type { MailOptions } from "../options.ts";
import { escapeText, isDocument, noSubject, refuseBareValues, titleOf } from "./document.ts";
import { Folder, folderOf, type Kind, type Source } from "./files.ts";
import { flatten, parseTemplate, TemplateError } from "./flatten.ts";
import { imagesOf, missingImages } from "./images.ts";
import { inlineStyles } from "./inline.ts";
import { fallbacks } from "./locale.ts";
import type { Prepared, PreparedMessage } from "./prepared.ts";

/** Returns a message in all its languages, and the problems in it, each with what to do. */
export function prepareMessage(
  options: MailOptions,
  message: string,
  folder = new Folder(folderOf(options)),
): { prepared: PreparedMessage; problems: string[] } {
  const prepared: PreparedMessage = {};
  const found = new Map<string, Templates>();
  const problems = new Set<string>();
  for (const locale of folder.locales) {
    try {
      const templates = templatesOf(folder, message, locale);
      const parent = fallbacks(locale).find((language) => found.has(language));
      if (parent !== undefined && same(templates, found.get(parent))) continue;
      found.set(locale, templates);
      prepared[locale] = prepareTemplates(templates);
      for (const problem of missingImages(folder, prepared[locale].images)) problems.add(problem);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      problems.add(error.message);
    }
  }
  return { prepared, problems: [...problems] };
}

/** The templates of a message, each with its layout and partials in it. */
interface Templates {
  subject: Source;
  html: Source;
  text: Source | undefined;
}

function templatesOf(folder: Folder, message: string, locale: string): Templates {
  const find = (name: string, kind: Kind) => folder.find(name, kind, locale);
  const textPartial = (name: string) => find(`_${name}`, "txt");
  const body = find(message, "html");
  if (!body) throw new TemplateError(noTemplate(folder, message, find(message, "mjml")));
  const subjectFile = find(message, "subject.txt");
  const subject = subjectFile && flat(subjectFile, textPartial);
  const layout = isDocument(body.text) ? undefined : find("_layout", "html");
  const html = withLayout(body, layout, (name) => {
    if (name !== "subject") return find(`_${name}`, "html");
    if (subject) return { ...subject, text: escapeText(subject.text) };
    throw new TemplateError(noSubject(`${folder.path}/${message}`));
  });
  const text = find(message, "txt");
  return {
    subject: subject ?? titleOf(html),
    html,
    text: text && withLayout(text, find("_layout", "txt"), textPartial),
  };
}

function prepareTemplates({ subject, html, text }: Templates): Prepared {
  refuseBareValues(html);
  return {
    subject: parseTemplate(subject),
    html: parseTemplate({ ...html, text: inlineStyles(html) }),
    ...(text && { text: parseTemplate(text) }),
    images: imagesOf(html),
  };
}

type FindPartial = (name: string) => Source | undefined;

const flat = (source: Source, find: FindPartial): Source => ({
  path: source.path,
  text: flatten(source, find),
});

/**
 * Puts the message where the layout says `{{> content}}`. Without a layout, the message stands
 * alone.
 */
function withLayout(body: Source, layout: Source | undefined, find: FindPartial): Source {
  if (!layout) return flat(body, find);
  let hasContent = false;
  const whole = flat(layout, (name) => {
    if (name !== "content") return find(name);
    hasContent = true;
    return body;
  });
  if (hasContent) return whole;
  const message = "The layout has no {{> content}}. Write it where the message belongs.";
  throw new TemplateError(`pb_hooks/${layout.path}: ${message}`);
}

function noTemplate({ path }: Folder, message: string, mjml: Source | undefined): string {
  const file = `pb_hooks/${path}/${message}.html`;
  if (!mjml) return `There is no template ${file}. Make it.`;
  return `There is no template ${file}. Compile it: npx mjml pb_hooks/${mjml.path} -o ${file}`;
}
