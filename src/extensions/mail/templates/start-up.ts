// This code runs once at start-up. It is apart so that a VM which only sends does not pay for it.
export { attachProblems } from "../attach-fields.ts";
export { prepare } from "./prepare.ts";
export { problemsOf } from "./problems.ts";
