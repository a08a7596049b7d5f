// The server that is fuzzed, with what the requests need to know of it.
import { type Server, type ServerOptions, startServer } from "../../kit/testing/index.ts";
import { startMailService } from "../server/mail-service.ts";
import { config, HOOKS, MIGRATIONS } from "./config.ts";

export const RESEND_SECRET = `whsec_${Buffer.from("a secret of more than 24 bytes").toString("base64")}`;
export const SIGNING_KEY = "signing-key-of-mailgun";
export const LOGIN = "hook:pässword-1";

const TRANSPORTS = {
  mailgun: { provider: "mailgun", key: "mg-1", domain: "example.com", webhookSecret: SIGNING_KEY },
  resend: { provider: "resend", key: "re_1", webhookSecret: RESEND_SECRET },
  postmark: { provider: "postmark", key: "pm-1", webhookSecret: LOGIN },
  ses: {
    provider: "ses",
    region: "eu-central-1",
    accessKeyId: "A",
    secretAccessKey: "B",
    webhookSecret: LOGIN,
  },
};
export type Provider = keyof typeof TRANSPORTS;
export const PROVIDERS = Object.keys(TRANSPORTS) as Provider[];

export interface World {
  server: Server;
  /** A config has one mail service. */
  provider: Provider;
  ids: string[];
  tokens: { user: string; superuser: string };
  unsubscribe: string;
  /** Returns the column `v` of a query. */
  sql(query: string): Promise<string[]>;
}

type Cleanup = NonNullable<ServerOptions["cleanup"]>;

const USER = { email: "user@example.com", password: "a password" };

export async function startWorld(provider: Provider, cleanup: Cleanup): Promise<World> {
  const { url } = await startMailService(cleanup);
  const server = await startServer({
    copy: ["pb_hooks/pocketbundle.pb.js"],
    hooks: {
      ...HOOKS,
      "pocketbundle.config.js": config(JSON.stringify({ ...TRANSPORTS[provider], url })),
    },
    migrations: MIGRATIONS,
    args: ["--hooksWatch=false"],
    // Go collects garbage before this, so that memory beyond it is in use.
    env: { GOMEMLIMIT: "250MiB" },
    timeout: 45_000,
    cleanup,
  });
  const { pb } = server;
  const sql = (query: string): Promise<string[]> =>
    pb.send("/fuzz/sql", {
      method: "POST",
      body: query,
      headers: { "Content-Type": "text/plain" },
    });
  await pb.collection("users").create({ ...USER, passwordConfirm: USER.password });
  const user = server.client();
  await user.collection("users").authWithPassword(USER.email, USER.password);
  const ids: string[] = [];
  for (let i = 0; i < 8; i++) {
    const id = `order${"0".repeat(9)}${i}`;
    ids.push(
      (await pb.collection("orders").create({ id, title: `Order ${i}`, status: "draft" })).id,
    );
  }
  const [secret = ""] = await sql(
    "SELECT value AS v FROM bundle_secrets WHERE name = 'unsubscribe'",
  );
  return {
    server,
    provider,
    ids,
    sql,
    unsubscribe: secret,
    tokens: { user: user.authStore.token, superuser: pb.authStore.token },
  };
}
