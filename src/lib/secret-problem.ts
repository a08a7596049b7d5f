// Texts that were meant to be secrets and are none. No message shows them.

/** Characters, in all and behind a prefix. The services' own secrets are longer. */
const SHORTEST = 6;
const SHORTEST_BARE = 4;
/** The prefixes of services, which are no part of what nobody can guess. */
const PREFIX = /^(?:(?:v1,)?whsec_|pdl_ntfset_|shpss_)+/;
/** What a value that is not set becomes inside of another text. */
const UNSET =
  /^(?:(?:bearer|basic) )?(?:(?:undefined|null|nan|true|false|-?infinity|\[object \w+\])+)$/i;

/** Returns why a text cannot be a key or secret; `undefined` when it can. */
export function unsetProblem(text: string): string | undefined {
  const bare = text.replace(PREFIX, "").trim();
  if (bare === "") return "Expected a secret, got a blank text. Is its environment variable set?";
  return UNSET.test(bare)
    ? "Expected a secret, got the text of a value that is not set. Write process.env.NAME without quotes, and set the variable."
    : undefined;
}

/** The same for a secret that signatures or logins depend on, which strangers could guess. */
export function secretProblem(text: string): string | undefined {
  const bare = text.trim().replace(PREFIX, "");
  const unset = unsetProblem(text);
  if (unset) return unset;
  if (text.trim().length < SHORTEST || bare.length < SHORTEST_BARE)
    return `Expected a secret of ${SHORTEST} characters or more, got a shorter text.`;
  if (new Set(bare).size === 1) return "Expected a secret, got one character many times.";
  return /^-?[\d.]{1,19}$/.test(bare) ? "Expected a secret, got the text of a number." : undefined;
}
