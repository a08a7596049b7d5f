// These links take a recipient off a list without a login: RFC 8058 for mail programs, a page for
// people.
import type { App } from "../../contract/pocketbase.ts";
import type { Route, RouteContext } from "../../contract/route.ts";
import { escapeHtml } from "../../lib/html.ts";
import { secretOf } from "./secrets.ts";
import { suppress } from "./suppressions.ts";

const PATH = "/api/bundle/unsubscribe";

/** Anyone who has the link may use it, so it is signed and names one address and one list. */
export function unsubscribeUrl(app: App, address: string, category: string): string {
  const query = { a: address.toLowerCase(), c: category, s: signatureOf(app, address, category) };
  const pairs = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${app.settings().meta.appURL.replace(/\/+$/, "")}${PATH}?${pairs.join("&")}`;
}

const signatureOf = (app: App, address: string, category: string) =>
  $security.hs256(`${address.toLowerCase()}\n${category}`, secretOf(app, "unsubscribe"));

/**
 * RFC 2369 and RFC 8058: a mail program posts to the link when the user presses its "unsubscribe".
 */
export const unsubscribeHeaders = (url: string) => ({
  "List-Unsubscribe": `<${url}>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
});

/** GET only shows a page, because scanners follow every link of a mail. */
export const unsubscribeRoutes = (): Route[] => [route("GET", ask), route("POST", unsubscribe)];

/** With `log: false`, PocketBase's log does not keep the link, which never expires. */
const route = (method: "GET" | "POST", act: Act): Route => ({
  method,
  path: PATH,
  auth: "public",
  log: false,
  bodyLimit: MAX_BODY,
  handler: (ctx) => answer(ctx, act),
});

/** The largest body in bytes. RFC 8058 sends 26, and nothing reads them. */
const MAX_BODY = 10_000;

interface Wish {
  address: string;
  category: string;
}

type Act = (ctx: RouteContext, wish: Wish) => string;

function answer(ctx: RouteContext, act: Act) {
  const { a: address = "", c: category = "", s: signature = "" } = ctx.query;
  const isSigned = $security.equal(signatureOf(ctx.app, address, category), signature);
  const headers = ctx.event.response.header();
  headers.set("Cache-Control", "no-store");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("X-Robots-Tag", "noindex");
  headers.set(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  );
  if (!isSigned) {
    ctx.event.html(400, page("This link is incomplete. Please copy the whole link from the mail."));
    return;
  }
  ctx.event.html(200, act(ctx, { address, category }));
}

const ask = (_: RouteContext, { address }: Wish) =>
  page(
    `Unsubscribe ${escapeHtml(address)}?`,
    '<form method="post"><button>Unsubscribe</button></form>',
  );

function unsubscribe(ctx: RouteContext, { address, category }: Wish): string {
  suppress(ctx.app, {
    address,
    category,
    reason: "unsubscribed",
    detail: "Unsubscribed by the link in a mail.",
  });
  return page(`${escapeHtml(address)} is unsubscribed.`);
}

const page = (text: string, more = "") =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Unsubscribe</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;text-align:center}button{font:inherit;padding:.5rem 1.5rem}</style>
<p>${text}</p>${more}</html>`;
