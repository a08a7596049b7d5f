// What TypeScript cannot see by itself.

/** build.mjs gives an .html file as its text. */
declare module "*.html" {
  const text: string;
  export default text;
}
