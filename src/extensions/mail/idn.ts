// Domains of other scripts. This is a module of its own, since few VMs ever see such a domain and
// need the library.
import { toASCII } from "punycode/";

/** A domain as DNS has it (RFC 5890): `bücher.example` is `xn--bcher-kva.example`. */
export const toAsciiDomain = (domain: string): string =>
  toASCII(domain.normalize("NFC").toLowerCase());
