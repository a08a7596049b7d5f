// Tokens of signed requests that may be used once.
import type { CollectionDefinition } from "../../contract/extension.ts";
import type { App } from "../../contract/pocketbase.ts";
import { date, text } from "../../lib/columns.ts";
import { now } from "../../lib/time.ts";
import { deleteInPages, rows } from "../../pocketbase/sql.ts";

/** Requests that were signed longer ago are refused, so their tokens need not be known. */
export const tokensCollection: CollectionDefinition = {
  name: "bundle_tokens",
  system: true,
  fields: [text("token"), date("created")],
  indexes: ["CREATE UNIQUE INDEX bundle_tokens_token ON bundle_tokens (token)"],
};

/** Returns `false` for a token that was used before. */
export const useToken = (app: App, token: string): boolean =>
  rows(app, INSERT, { token: $security.sha256(token), now: now() }).length > 0;

const INSERT = `INSERT INTO bundle_tokens (token, created) VALUES ({:token}, {:now})
  ON CONFLICT (token) DO NOTHING RETURNING json_quote(token) AS row`;

/** @param before the time of the oldest token that is kept */
export const forgetTokens = (app: App, before: string): void =>
  void deleteInPages(app, "bundle_tokens", "created < {:before}", { before });
