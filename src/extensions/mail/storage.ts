// What `mail` stores.
import type { CollectionDefinition } from "../../contract/extension.ts";
import { mailsCollection } from "./collection.ts";
import { attachments } from "./migrations/0001-attachments.ts";
import { secretsCollection } from "./secrets.ts";
import { suppressionsCollection } from "./suppressions.ts";

export const MIGRATIONS = [attachments];

/** Lists have links that a secret signs, and some services sign with tokens that are used once. */
export const collectionsFor = (hasLists: boolean, hasTokens: boolean): CollectionDefinition[] => [
  mailsCollection,
  suppressionsCollection,
  ...(hasLists ? [secretsCollection] : []),
  ...(hasTokens ? [lazy(import("./tokens.ts")).tokensCollection] : []),
];
