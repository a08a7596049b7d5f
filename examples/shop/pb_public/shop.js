// The shop's server: the SDK's client, and words for when it does not answer.
import PocketBase, { BaseAuthStore } from "/vendor/pocketbase.es.mjs";

const demo = { email: "ada@example.com", password: "ada-lovelace" };

// Kept in memory only: every visit signs in anew, so no token outlives the database it belongs to.
export const pb = new PocketBase(window.location.origin, new BaseAuthStore());

/** Signs the demo customer in, and returns the customer's record. */
export async function signIn() {
  const { record } = await pb.collection("customers").authWithPassword(demo.email, demo.password);
  return record;
}

/** Whether no server has answered. The SDK says so by the status 0, and `fetch` by a TypeError. */
export const isUnanswered = (error) => error.status === 0 || error instanceof TypeError;

/** What the server has said, or else `words` for a server that does not answer. */
export const messageOf = (error, words) => (isUnanswered(error) ? words : error.message);
