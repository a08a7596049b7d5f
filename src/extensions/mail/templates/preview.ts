// These functions answer the requests of the preview.
import type { RouteContext } from "../../../contract/route.ts";
import { unknownName } from "../../../lib/nearest.ts";
import type { MailOptions } from "../options.ts";
import { Folder, folderOf } from "./files.ts";
import type { InlineImage } from "./inline-image.ts";
import { localesOf } from "./prepared.ts";
import page from "./preview-page.html";
import type { HeadersOf } from "./preview-routes.ts";
import { sampleOf, samplesFolder } from "./samples.ts";

export const listMessages = (options: MailOptions) =>
  Object.keys(options.messages ?? {}).map((message) => ({
    message,
    locales: locales(options, message),
    url: urlOf(message),
  }));

/**
 * With POCKETBUNDLE_ON_ERROR=log, the server runs although a message is wrong. Asking for the
 * message then shows the error.
 */
function locales(options: MailOptions, message: string): string[] {
  try {
    return localesOf(options, message);
  } catch {
    return [""];
  }
}

const urlOf = (message: string) => `/api/bundle/mail/preview/${encodeURIComponent(message)}`;

/**
 * Answers `{ subject, html, text, headers, missing, error }` for a message with its sample data.
 * `?format=html` and `?format=text` answer that body alone, and a 400 when the sample lacks a
 * variable.
 */
export function previewMessage(options: MailOptions, headersOf: HeadersOf, ctx: RouteContext) {
  const name = ctx.params.message ?? "";
  const known = Object.keys(options.messages ?? {});
  if (!known.includes(name)) throw new NotFoundError(unknownName("message", name, known));
  const { locale = "", format = "json" } = ctx.query;
  const answer = { ...rendered(options, name, locale), headers: headersOf(name, ctx.app) };
  if (format === "json") return answer;
  if (format !== "html" && format !== "text") {
    throw new BadRequestError(`Expected format json, html or text, got "${format}".`);
  }
  if (answer.error !== null) throw new BadRequestError(answer.error);
  answerBody(ctx, format, answer[format]);
}

/** An error is shown together with what could be rendered. */
function rendered(options: MailOptions, message: string, locale: string) {
  const { missingMessage, render } = lazy(import("./render.ts"));
  const { data, problem } = sampleFor(options, message, locale);
  const { images, missing, html, ...rest } = readably(() => render(options, message, locale, data));
  const lacks = missing.length > 0 ? missingMessage(message, missing) : null;
  return {
    message,
    locale,
    ...rest,
    html: withImages(html, images),
    missing,
    error: problem ?? lacks,
  };
}

function readably<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new BadRequestError((error as Error).message);
  }
}

function sampleFor(options: MailOptions, message: string, locale: string) {
  const folder = samplesFolder(folderOf(options));
  try {
    const data = sampleOf(new Folder(folder), message, locale);
    if (data) return { data };
    return {
      data: {},
      problem: `There is no sample data. Make pb_hooks/${folder}/${message}.json.`,
    };
  } catch (error) {
    return { data: {}, problem: (error as Error).message };
  }
}

/** Browsers do not know `cid:`. */
function withImages(html: string, images: InlineImage[]): string {
  return html.replace(/cid:([\w.-]+)/g, (whole, name: string) => {
    const image = images.find(({ contentId }) => contentId === name);
    return image ? dataUrl(image) : whole;
  });
}

function dataUrl({ contentId, path }: InlineImage): string {
  const ending = contentId.split(".").at(-1)?.toLowerCase() ?? "";
  const bytes = Buffer.from($os.readFile(path) as unknown as number[]).toString("base64");
  return `data:image/${TYPES[ending] ?? ending};base64,${bytes}`;
}

const TYPES: Record<string, string> = { jpg: "jpeg", svg: "svg+xml" };

/** A template's script must not run at this origin, where a browser keeps the dashboard's login. */
function answerBody({ event }: RouteContext, format: "html" | "text", body: string) {
  const headers = event.response?.header();
  headers?.set(
    "Content-Security-Policy",
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; frame-ancestors 'none'",
  );
  headers?.set("X-Content-Type-Options", "nosniff");
  headers?.set("Cache-Control", "no-store");
  if (format === "html") event.html(200, body);
  else event.string(200, body);
}

/**
 * Only the page's own script may run, because the page holds the dashboard's login while it asks.
 */
export function answerPage({ event }: RouteContext) {
  const nonce = $security.randomString(24);
  const headers = event.response?.header();
  headers?.set(
    "Content-Security-Policy",
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; img-src data: https:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  headers?.set("Referrer-Policy", "no-referrer");
  event.html(200, page.replace("<script>", `<script nonce="${nonce}">`));
}
