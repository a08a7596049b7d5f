// Types only, part of pocketbundle.d.ts.

/** Describes how a sender without a scheme of its own signs with HMAC-SHA256. */
export interface HmacOptions {
  /** The header with the signature. */
  header: string;
  /** The encoding of the signature. Default `"hex"`. */
  encoding?: "hex" | "base64";
  /** The text before the signature, such as `"sha256="`. Default: none. */
  prefix?: string;
  /** The encoding of the secret. Default `"text"`. */
  key?: "text" | "base64";
  /** The header with the time of signing, in seconds since 1970. Default: none. */
  timestamp?: string;
  /** The text that is signed, such as `"v0:{timestamp}:{body}"`. Default `"{body}"`. */
  template?: string;
}
