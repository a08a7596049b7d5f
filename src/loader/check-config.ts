// Checks the whole config before anything is registered.
import * as v from "valibot";
import type { CommonConfig } from "../contract/common-config.ts";
import type { AnyBuiltIns } from "../kernel/extensions.ts";
import type { Problem } from "../lib/refusal.ts";
import { optional, problemsOf, shape } from "../lib/shape.ts";
import { jobsShape } from "../work/jobs/shape.ts";
import { checkExtensions } from "./check-extensions.ts";
import { extensionShape } from "./extension-shape.ts";
import { isHidden } from "./hidden.ts";
import type { ReadConfig } from "./read-config.ts";
import { serverShape } from "./server-shape.ts";
import { withHoles } from "./sound-part.ts";

/**
 * Returns all problems, each with its keys. Names, events and routes are checked in what is sound.
 */
export function checkConfig(
  { config, missingEnv }: ReadConfig,
  events: string[],
  builtIns: AnyBuiltIns,
  inner: string[],
): Problem[] {
  const options = Object.entries(builtIns).map(([key, own]) => [key, optional(own.shape())]);
  const configShape = shape(
    {
      ...Object.fromEntries(options),
      jobs: optional(jobsShape),
      server: optional(serverShape),
      extensions: optional(v.array(extensionShape)),
    },
    (key) => (key === "default" ? DEFAULT : ""),
  );
  if (typeof (config as { then?: unknown } | null)?.then === "function") {
    return [{ path: "module.exports", message: "Expected an object, got a promise." }];
  }
  const isSecret = (text: string) => isHidden(text) || looksRandom(text);
  const problems = problemsOf(configShape, config, isSecret).map((problem) =>
    nameVariables({ ...problem, path: problem.path || "module.exports" }, missingEnv),
  );
  const { extensions = [] } = Object(withHoles(config, problems)) as CommonConfig;
  const taken = [...Object.keys(configShape.entries), ...inner];
  return [...problems, ...checkExtensions(extensions, taken, events)];
}

const DEFAULT = " Write `module.exports = config;` instead of `exports.default`.";

/** Keys and tokens have letters and digits in one long word. */
const looksRandom = (text: string) =>
  text.split(/[^\w-]/).some((word) => word.length >= 12 && /\d/.test(word) && /[a-z]/i.test(word));

/**
 * Names the unset variables, because a missing value was most likely meant to come from one of
 * them.
 */
function nameVariables(problem: Problem, missingEnv: string[]): Problem {
  const isMissing = /^Missing\.|got nothing\.$|empty string\.$/.test(problem.message);
  if (!isMissing || missingEnv.length === 0) return problem;
  const message = `${problem.message} The config reads these environment variables, which are not set: ${missingEnv.join(", ")}.`;
  return { ...problem, message };
}
