// Checks what shapes cannot: options of a source that need each other, or that exclude each other.
import { isStandardSecret } from "../../lib/signatures/index.ts";
import type { Source } from "./options.ts";
import { schemeOf } from "./senders.ts";

export const SCHEMES = [
  "standard",
  "stripe",
  "github",
  "paddle",
  "lemonsqueezy",
  "shopify",
  "hmac",
] as const satisfies NonNullable<Source["scheme"]>[];

const SYNCED = ["stripe", "paddle", "lemonsqueezy"];

/** Returns the problems, each with the key that it is about. */
export function sourceProblems(name: string, source: Source): [key: string, message: string][] {
  const { on, sync, verify, hmac, key, tolerance } = source;
  const scheme: string = source.scheme ?? name;
  const problems: [boolean, string, string][] = [
    [!on && !sync, "on", "Expected `on` or `sync`: nothing handles the events."],
  ];
  const isKnown = SCHEMES.some((one) => one === scheme);
  if (!verify && !isKnown) {
    const message = `The name of this source is not a scheme. Set "scheme" to one of ${SCHEMES.join(", ")}, or use "verify".`;
    problems.push([true, "scheme", message]);
  } else if (!verify) {
    problems.push(
      [
        scheme === "hmac" && !hmac,
        "hmac",
        "Expected at least { header }, which has the signature.",
      ],
      [
        scheme !== "hmac" && hmac !== undefined,
        "hmac",
        `"hmac" is only for the scheme "hmac", got "${scheme}".`,
      ],
      [
        scheme !== "standard" && key !== undefined,
        "key",
        '"key" is only for the scheme "standard". For the scheme "hmac", write it inside of "hmac".',
      ],
      [
        tolerance !== undefined && schemeOf(name, source).tolerance === 0,
        "tolerance",
        "This sender does not sign the time: remove the tolerance.",
      ],
      [
        sync !== undefined && !SYNCED.includes(scheme),
        "sync",
        `"sync" is only for ${SYNCED.join(", ")}. Use "on".`,
      ],
      [
        hmac?.timestamp !== undefined && !hmac.template?.includes("{timestamp}"),
        "hmac",
        'The "timestamp" is not signed, so anyone could change it. Write it into the template, such as "{timestamp}.{body}", as the sender signs it, or remove "timestamp".',
      ],
      ...secretProblems(scheme, source),
      ...(hmac?.template?.includes("{timestamp}") && !hmac.timestamp
        ? [
            [
              true,
              "hmac",
              'The template has a "{timestamp}", so "timestamp" must name its header.',
            ] as [boolean, string, string],
          ]
        : []),
    );
  }
  return problems.flatMap(([isWrong, at, message]) => (isWrong ? [[at, message]] : []));
}

/** Checks the secret, because a wrong one would refuse every event without saying why. */
function secretProblems(
  scheme: string,
  { secret = [], key, hmac }: Source,
): [boolean, string, string][] {
  // The shape has refused what is no text.
  const secrets = [secret].flat() as string[];
  const isStandard = scheme === "standard" && key !== "text";
  return [
    [
      scheme === "stripe" && secrets.some((one) => /^[psr]k_/.test(one)),
      "secret",
      'Expected the signing secret of the webhook, "whsec_…", got an API key of Stripe.',
    ],
    [
      isStandard && !secrets.every(isStandardSecret),
      "secret",
      'Expected "whsec_" and base64 of 24 to 64 bytes. For a sender with other secrets, such as Polar, set key: "text".',
    ],
    [
      scheme === "hmac" && hmac?.key === "base64" && !secrets.every((one) => BASE64.test(one)),
      "secret",
      'Expected base64, since hmac.key is "base64".',
    ],
  ];
}

const BASE64 = /^[A-Za-z0-9+/]{2,}={0,2}$/;
