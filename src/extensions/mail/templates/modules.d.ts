// What TypeScript cannot see by itself.

/** build.mjs gives an .html file as its text. */
declare module "*.html" {
  const text: string;
  export default text;
}

/** css-tree's types know the whole library; its parser alone is all that runs here. */
declare module "css-tree/parser" {
  export { parse as default } from "css-tree";
}
