// These modules are made by build.mjs, so TypeScript cannot see them by itself.

/** build.mjs imports an .html file as its text. */
declare module "*.html" {
  const text: string;
  export default text;
}
