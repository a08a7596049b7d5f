// Hints about secrets that are probably those of something else. No hint shows a secret.
import type { ReceiveOptions, Source } from "./options.ts";

/** The prefixes of the secrets that senders make; the others have none, or let the user choose. */
const PREFIXES: Record<string, string> = { stripe: "whsec_", paddle: "pdl_ntfset_" };
const WHERE: Record<string, string> = {
  whsec_: "Stripe and Standard Webhooks",
  pdl_ntfset_: "Paddle",
};

/** Returns what is odd about the secrets. */
export const secretHints = (options: ReceiveOptions): string[] =>
  Object.entries(options).flatMap(([name, source]) => {
    const hint = hintOf(source.scheme ?? name, [source.secret ?? []].flat() as string[], source);
    return hint ? [`receive.${name}.secret: ${hint}`] : [];
  });

function hintOf(scheme: string, secrets: string[], { verify }: Source): string | undefined {
  if (verify || scheme === "standard") return undefined;
  const prefix = PREFIXES[scheme];
  if (prefix && !secrets.every((one) => one.startsWith(prefix)))
    return `The secrets of "${scheme}" begin with "${prefix}", and this one does not. Is it another key of the sender? Then its events are refused.`;
  const foreign = Object.keys(WHERE).find((one) =>
    one === prefix ? false : secrets.some((secret) => secret.startsWith(one)),
  );
  return foreign
    ? `It begins with "${foreign}" as those of ${WHERE[foreign]}, and the scheme is "${scheme}". If it is of another sender, the events are refused.`
    : undefined;
}
