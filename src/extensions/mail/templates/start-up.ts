// What is done once, with what no VM that only sends should pay for.
export { prepare } from "./prepare.ts";
export { problemsOf } from "./problems.ts";
