// Types only, part of pocketbundle.d.ts.

/** How a sender signs that has no scheme of its own: HMAC-SHA256. */
export interface HmacOptions {
  /** The header with the signature. */
  header: string;
  /** How the signature is written. Default `"hex"`. */
  encoding?: "hex" | "base64";
  /** What stands before the signature, such as `"sha256="`. */
  prefix?: string;
  /** How the secret is written. Default `"text"`. */
  key?: "text" | "base64";
  /** The header with the time of signing, in seconds since 1970. */
  timestamp?: string;
  /** What is signed, such as `"v0:{timestamp}:{body}"`. Default `"{body}"`. */
  template?: string;
}
