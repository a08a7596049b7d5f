// What is done once, with what no VM that only sends should pay for.
export { attachProblems } from "../attach-fields.ts";
export { prepare } from "./prepare.ts";
export { problemsOf } from "./problems.ts";
