import Mustache from "mustache";
import { hooksPath, readText } from "../../kernel/runtime.ts";
import type { MailOptions } from "./options.ts";

interface Rendered {
  subject: string;
  html: string;
}
interface Templates {
  subject: string;
  html: string;
}

/** By message name. PocketBase starts anew when a file under `pb_hooks` changes, so a VM reads each once. */
const cache = new Map<string, Templates>();

/** Renders a message. Values are escaped in the HTML and not in the subject, which is plain text. */
export function render(options: MailOptions, name: string, data: object): Rendered {
  const templates = load(options, name);
  return {
    html: Mustache.render(templates.html, data),
    // One line: a line break in a subject would begin another header.
    subject: Mustache.render(templates.subject, data, undefined, { escape: String })
      .replace(/\s+/g, " ")
      .trim(),
  };
}

/** The template files that a message needs and that are not there, as paths under `pb_hooks`. */
export const missingTemplates = (options: MailOptions, name: string) =>
  Object.values(paths(options, name)).filter((path) => readText(hooksPath(path)) === undefined);

function load(options: MailOptions, name: string): Templates {
  const cached = cache.get(name);
  if (cached) return cached;
  const { subject, html } = paths(options, name);
  const templates = { subject: read(subject), html: read(html) };
  cache.set(name, templates);
  return templates;
}

const paths = ({ templates = "mail" }: MailOptions, name: string) => ({
  html: `${templates}/${name}.html`,
  subject: `${templates}/${name}.subject.txt`,
});

function read(path: string): string {
  const text = readText(hooksPath(path));
  if (text === undefined) throw new Error(`The mail template ${path} does not exist.`);
  return text;
}
