// Domains of other scripts. This is a module of its own, since few VMs ever see such a domain and
// need the library.
import { toASCII } from "punycode/";

/**
 * A domain as DNS has it (RFC 5890): `bücher.example` is `xn--bcher-kva.example`. Like browsers
 * (UTS 46), it takes another form of a character for the character itself.
 */
export const toAsciiDomain = (domain: string): string =>
  toASCII(domain.normalize("NFKC").toLowerCase());
