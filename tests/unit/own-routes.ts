// The routes of Pocketbundle itself, as the extensions declare them.
import type { Extension } from "../../src/contract/extension.ts";
import { mail } from "../../src/extensions/mail/index.ts";
import type { Provider } from "../../src/extensions/mail/options.ts";
import { receive } from "../../src/extensions/receive/index.ts";
import { databaseExtension } from "../../src/kernel/database-extension.ts";
import { workExtension } from "../../src/work/extension.ts";

/** No route is declared in a module that is loaded late, and none depends on what is stored. */
Object.assign(globalThis, { lazy: () => ({}), $app: { store: () => new Map() } });

const TRANSPORTS = [
  { provider: "resend", key: "key-1" },
  { provider: "postmark", token: "token-1" },
  { provider: "mailgun", key: "key-1", domain: "example.com" },
  { provider: "ses", accessKeyId: "id-1", secretAccessKey: "key-1", region: "eu-west-1" },
] as unknown as Provider[];

const mails = TRANSPORTS.map((transport) =>
  mail({
    transport: { ...transport, webhookSecret: "secret-1" } as Provider,
    messages: { news: { category: "news" } },
  }),
);
const extensions: Extension[] = [
  ...mails,
  receive({ stripe: { secret: "whsec_test", on: {} } }),
  workExtension([], undefined),
  databaseExtension,
];

/** `"<method> <path>"`. The names of the sources and services stand for all. */
export const ownRoutes: string[] = [
  ...new Set(
    extensions.flatMap(({ routes = [] }) => routes.map(({ method, path }) => `${method} ${path}`)),
  ),
];
