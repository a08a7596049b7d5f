// What shapes cannot tell of a source: options that need each other, or that mean nothing together.
import { isStandardSecret } from "../../lib/signatures/index.ts";
import type { Source } from "./options.ts";

export const SCHEMES = [
  "standard",
  "stripe",
  "github",
  "paddle",
  "lemonsqueezy",
  "shopify",
  "hmac",
] as const satisfies NonNullable<Source["scheme"]>[];

const UNTIMED = ["github", "lemonsqueezy", "shopify"];
const SYNCED = ["stripe", "paddle", "lemonsqueezy"];

/** Each with the key that it is about. */
export function sourceProblems(name: string, source: Source): [key: string, message: string][] {
  const { on, sync, verify, hmac, key, tolerance } = source;
  const scheme: string = source.scheme ?? name;
  const problems: [boolean, string, string][] = [
    [!on && !sync, "on", "Missing. Nothing would handle its events."],
  ];
  const isKnown = SCHEMES.some((one) => one === scheme);
  if (!verify && !isKnown) {
    const message = `A source whose name is not a scheme needs "scheme": one of ${SCHEMES.join(", ")}. Others need "verify".`;
    problems.push([true, "scheme", message]);
  } else if (!verify) {
    problems.push(
      [
        scheme === "hmac" && !hmac,
        "hmac",
        'Missing. Say at least in which "header" the signature is.',
      ],
      [
        scheme !== "hmac" && hmac !== undefined,
        "hmac",
        `It is for the scheme "hmac", and this one is "${scheme}".`,
      ],
      [
        scheme !== "standard" && key !== undefined,
        "key",
        `It is for the scheme "standard". (Of the scheme "hmac" it is a part of "hmac".)`,
      ],
      [
        tolerance !== undefined && isUntimed(scheme, source),
        "tolerance",
        "This sender signs no time, so nothing can be too old.",
      ],
      [
        sync !== undefined && !SYNCED.includes(scheme),
        "sync",
        `It is for ${SYNCED.join(", ")}. Use "on".`,
      ],
      ...secretProblems(scheme, source),
      ...(hmac?.template?.includes("{timestamp}") && !hmac.timestamp
        ? [
            [
              true,
              "hmac",
              'Its template has a "{timestamp}": say in which header it is by "timestamp".',
            ] as [boolean, string, string],
          ]
        : []),
    );
  }
  return problems.flatMap(([isWrong, at, message]) => (isWrong ? [[at, message]] : []));
}

const isUntimed = (scheme: string, { hmac }: Source) =>
  UNTIMED.includes(scheme) || (scheme === "hmac" && !hmac?.timestamp);

/** A secret that is not what it should be would refuse every event, and say no more than that. */
function secretProblems(
  scheme: string,
  { secret = [], key, hmac }: Source,
): [boolean, string, string][] {
  // The shape has refused what is no text.
  const secrets = [secret].flat() as string[];
  const isStandard = scheme === "standard" && key !== "text";
  return [
    [
      isStandard && !secrets.every(isStandardSecret),
      "secret",
      'Expected "whsec_" and base64 of 24 to 64 bytes. Of a sender whose secrets are other texts, such as Polar, say key: "text".',
    ],
    [
      scheme === "hmac" && hmac?.key === "base64" && !secrets.every((one) => BASE64.test(one)),
      "secret",
      'Expected base64, since hmac.key is "base64".',
    ],
  ];
}

const BASE64 = /^[A-Za-z0-9+/]{2,}={0,2}$/;
