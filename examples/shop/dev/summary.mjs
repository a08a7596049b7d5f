import { host } from "./ports.mjs";
import { superuser } from "./superuser.mjs";

/** What a visitor needs to know once everything runs. */
export function summary(shop, { inbox, pay }) {
  return `
  Shop        ${shop}/
              signs in the demo customer: ada@example.com, password ada-lovelace
  Dashboard   ${shop}/_/
              ${superuser.email}, password ${superuser.password}
  Inbox       http://${host}:${inbox}/
  Emails      ${shop}/api/bundle/mail/preview-page (after signing in to the dashboard)
  Pay helper  http://${host}:${pay}/pay?order=ID (POST)

  Changes in src and examples/shop/pb_hooks reload the server. Ctrl-C ends everything.
`;
}
