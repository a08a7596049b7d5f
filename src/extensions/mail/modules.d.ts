/** punycode has no types. With the slash, it is the package and not Node.js's own module of that name. */
declare module "punycode/" {
  /** A domain or an address with its labels as DNS has them. */
  export function toASCII(text: string): string;
}
