// The part that all schemes share: HMAC-SHA256 over the request, compared in constant time. Its
// only dependency is PocketBase's `$security`.

/** A request as it was received. */
export interface SignedRequest {
  /** Returns the value of a header, `""` when there is none. Names ignore case. */
  header(name: string): string;
  /**
   * The unchanged result of `toString(e.request.body)`. Any other text would hide bytes that are
   * not UTF-8.
   */
  body: string;
}

/** The signatures of a request, and the text that they are for. */
interface Claim {
  /** The text that was signed. */
  signed: string;
  /** The request is genuine when any of these matches. */
  signatures: string[];
  /**
   * The time of signing in seconds since 1970. It is missing in schemes that do not sign the time.
   */
  timestamp?: number;
}

/** Describes how a sender signs. */
export interface Scheme {
  /** Returns the claim, or the reason why there is none. */
  read(request: SignedRequest): Claim | string;
  /**
   * Returns the bytes of the key for the user's secret; see `binaryKey`. Default: the text of the
   * secret.
   */
  key?(secret: string): string;
  encoding: "hex" | "base64";
  /**
   * The seconds since a request may have been signed, for schemes that sign the time; 0 for no
   * limit.
   */
  tolerance: number;
  /** Whether the limit also holds for a time in the future. */
  bothWays?: boolean;
}

export interface VerifyOptions {
  /** The secrets that are accepted; several while rotating. */
  secrets: readonly string[];
  /** Replaces the scheme's tolerance, in seconds; 0 turns the check off. */
  tolerance?: number | undefined;
  /** The current time in seconds since 1970. Default: the clock. */
  now?: number;
}

export const malformed = (header: string) => `The ${header} header is missing or malformed.`;

/** The largest length of a header that is read, in characters. */
const MAX_HEADER = 4096;

/**
 * Returns the reason why the request is refused, in words that may be answered; `undefined` for a
 * genuine request.
 */
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
  // The time is checked last, so that a stranger learns nothing from the answer.
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
 * Returns the bytes as a Go string, which `$security` gets unchanged. A JavaScript text of the same
 * characters would reach it as UTF-8, and so would this text after any operation on it.
 */
export const binaryKey = (base64: string): string => toString(Buffer.from(base64, "base64"));

/**
 * Whether the text's bytes are UTF-8. In other bytes JavaScript sees U+FFFD and would sign that, so
 * two different bodies could have the same signature. Joining the text with another one gives what
 * JavaScript sees.
 */
const isUtf8 = (body: string): boolean =>
  !body.includes("\ufffd") || $security.sha256(body) === $security.sha256(`${body} `.slice(0, -1));

/** Returns seconds since 1970; `undefined` for anything else. */
export const readTimestamp = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;

/**
 * Reads `t=1,v1=a,v1=b`; returns `undefined` when it is malformed. `time` is the text that was
 * signed.
 */
export function readPairs(
  header: string,
  separator: string,
  timeKey: string,
  signatureKey: string,
): { time: string; timestamp: number; signatures: string[] } | undefined {
  let time: string | undefined;
  const signatures: string[] = [];
  const parts = header.split(separator);
  // This loop uses an index because goja is slow at destructuring lists.
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
