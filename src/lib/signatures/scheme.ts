// What all schemes share: HMAC-SHA256 over what came, compared in constant time. Pure but for PocketBase's `$security`.

/** A request as it came. */
export interface SignedRequest {
  /** The value of a header, `""` when there is none. Names ignore case. */
  header(name: string): string;
  /** As `toString(e.request.body)` gives it: unchanged, or bytes that are not UTF-8 go unnoticed. */
  body: string;
}

/** What a request says of itself. */
export interface Claim {
  /** The text that was signed. */
  signed: string;
  /** Any of these may be the right one. */
  signatures: string[];
  /** When it was signed, in seconds; schemes without freshness have none. */
  timestamp?: number;
}

/** How a sender signs. */
export interface Scheme {
  /** The claim, or why there is none. */
  read(request: SignedRequest): Claim | string;
  /** The key's bytes from the secret as the user has it; see `binaryKey`. Default: the text itself. */
  key?(secret: string): string;
  encoding: "hex" | "base64";
  /** How many seconds ago it may have been signed, where it says when; 0 for ever. */
  tolerance: number;
  /** Whether it may not have been signed that far in the future either. */
  bothWays?: boolean;
}

export interface VerifyOptions {
  /** All that may have been used: several while rotating. */
  secrets: readonly string[];
  /** In seconds, instead of the scheme's; 0 turns it off. */
  tolerance?: number | undefined;
  /** In seconds. Default: the clock. */
  now?: number;
}

export const malformed = (header: string) => `The ${header} header is missing or malformed.`;

/** Characters of a header that is worth reading. */
const MAX_HEADER = 4096;

/** Why the request is not to be trusted, in words that may be answered; `undefined` for one that is genuine. */
export function verify(
  scheme: Scheme,
  { header, body }: SignedRequest,
  { secrets, tolerance = scheme.tolerance, now = Date.now() / 1000 }: VerifyOptions,
): string | undefined {
  if (!isUtf8(body)) return "The body is not valid UTF-8.";
  const claim = scheme.read({ header: (name) => readable(header(name)), body });
  if (typeof claim === "string") return claim;
  if (!secrets.some((secret) => isSigned(scheme, claim, secret)))
    return "The signature does not match.";
  // Last: a stranger learns nothing from it.
  const age = claim.timestamp === undefined ? 0 : now - claim.timestamp;
  if (tolerance > 0 && age > tolerance) return "The request was signed too long ago.";
  if (tolerance > 0 && scheme.bothWays && age < -tolerance)
    return "The request was signed in the future.";
  return undefined;
}

const readable = (header: string) => (header.length > MAX_HEADER ? "" : header);

function isSigned({ encoding, key }: Scheme, { signed, signatures }: Claim, secret: string) {
  const hex = $security.hs256(signed, key ? key(secret) : secret);
  const expected = encoding === "hex" ? hex : Buffer.from(hex, "hex").toString("base64");
  return signatures.some((signature) => $security.equal(signature, expected));
}

/**
 * Go's text of the bytes: `$security` gets them as they are. A JavaScript text made of the same characters would reach
 * it as UTF-8, and so would this one after any change of it.
 */
export const binaryKey = (base64: string): string => toString(Buffer.from(base64, "base64"));

/**
 * Whether the text's bytes were UTF-8. Where they were not, JavaScript sees U+FFFD and signs that, so two different
 * bodies would have one signature. Joined to another text, it is what JavaScript sees.
 */
const isUtf8 = (body: string): boolean =>
  !body.includes("\ufffd") || $security.sha256(body) === $security.sha256(`${body} `.slice(0, -1));

/** Seconds since 1970; `undefined` for anything else. */
export const readTimestamp = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;

/** What `t=1,v1=a,v1=b` says; `undefined` when it is malformed. `time` is the text that was signed. */
export function readPairs(
  header: string,
  separator: string,
  timeKey: string,
  signatureKey: string,
): { time: string; timestamp: number; signatures: string[] } | undefined {
  let time: string | undefined;
  const signatures: string[] = [];
  const parts = header.split(separator);
  // By index: goja is slow at taking lists apart.
  for (let i = 0; i < parts.length; i++) {
    const pair = (parts[i] as string).trim().split("=", 2);
    const value = pair[1];
    if (!value) continue;
    if (pair[0] === signatureKey) signatures.push(value);
    if (pair[0] !== timeKey) continue;
    if (time !== undefined) return undefined;
    time = value;
  }
  const timestamp = readTimestamp(time);
  if (time === undefined || timestamp === undefined || signatures.length === 0) return undefined;
  return { time, timestamp, signatures };
}
