// What is done once, with libraries that no VM which only sends should pay for. build.mjs bundles this file apart.
export { prepare } from "./prepare.ts";
export { problemsOf } from "./problems.ts";
