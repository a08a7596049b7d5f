// Checks the whole config before anything is registered.
import * as v from "valibot";
import type { CommonConfig } from "../contract/common-config.ts";
import type { Extension } from "../contract/extension.ts";
import type { AnyBuiltIns } from "../kernel/extensions.ts";
import { cronId, routeId } from "../kernel/handler-text.ts";
import { unknownName } from "../lib/nearest.ts";
import { formatPath } from "../lib/path.ts";
import type { Problem } from "../lib/refusal.ts";
import { optional, problemsOf, shape } from "../lib/shape.ts";
import { isSchedule } from "../pocketbase/registrars.ts";
import { jobsShape } from "../work/jobs/shape.ts";
import { extensionShape } from "./extension-shape.ts";

export function checkConfig(
  { config, missingEnv }: { config: unknown; missingEnv: string[] },
  events: string[],
  builtIns: AnyBuiltIns,
  inner: string[],
): Problem[] {
  const options = Object.entries(builtIns).map(([key, own]) => [key, optional(own.shape())]);
  const configShape = shape({
    ...Object.fromEntries(options),
    jobs: optional(jobsShape),
    extensions: optional(v.array(extensionShape)),
  });
  if (typeof (config as { then?: unknown } | null)?.then === "function") {
    return [{ path: "module.exports", message: "Expected an object, got a promise." }];
  }
  const problems = problemsOf(configShape, config);
  if (problems.length > 0) return problems.map((problem) => nameVariables(problem, missingEnv));
  const taken = [...Object.keys(configShape.entries), ...inner];
  return checkExtensions((config as CommonConfig).extensions ?? [], taken, events);
}

/**
 * Names the unset variables, because a missing value was most likely meant to come from one of
 * them.
 */
function nameVariables({ path, message }: Problem, missingEnv: string[]): Problem {
  const isMissing = /^Missing\.$|got nothing\.$|empty string\.$/.test(message);
  if (!isMissing || missingEnv.length === 0) return { path, message };
  return {
    path,
    message: `${message} The config reads these environment variables, which are not set: ${missingEnv.join(", ")}.`,
  };
}

/** Checks what shapes cannot: that events exist, and that names are unique. */
function checkExtensions(extensions: Extension[], taken: string[], events: string[]): Problem[] {
  const names = new Set(taken);
  const ids = new Set<string>();
  const claim = (set: Set<string>, value: string, path: string) =>
    set.size === set.add(value).size ? [{ path, message: `"${value}" is defined twice.` }] : [];
  return extensions.flatMap((extension, index) => {
    const at = (...keys: (string | number)[]) => formatPath(["extensions", index, ...keys]);
    return [
      ...claim(names, extension.name, at("name")),
      ...(extension.routes ?? []).flatMap((route, i) =>
        claim(ids, routeId(route), at("routes", i)),
      ),
      ...Object.keys(extension.jobs ?? {}).flatMap((type) =>
        claim(ids, `job ${type}`, at("jobs", type)),
      ),
      ...Object.entries(extension.replays ?? {}).flatMap(([collection, type]) => [
        ...claim(ids, `replays ${collection}`, at("replays", collection)),
        ...checkJobType(type, extension, at("replays", collection)),
      ]),
      ...(extension.crons ?? []).flatMap((cron, i) => [
        ...claim(ids, cronId(cron), at("crons", i)),
        ...checkSchedule(cron.schedule, at("crons", i, "schedule")),
      ]),
      ...(extension.hooks ?? []).flatMap(({ on, collections }, i) => {
        if (!events.includes(on)) {
          return [{ path: at("hooks", i, "on"), message: unknownName("event", on, events) }];
        }
        return hasCollections(on) === (collections !== undefined)
          ? []
          : [{ path: at("hooks", i, "collections"), message: collectionsMessage(on) }];
      }),
    ];
  });
}

const checkJobType = (type: string, { jobs = {} }: Extension, path: string): Problem[] =>
  Object.hasOwn(jobs, type)
    ? []
    : [{ path, message: unknownName("job type of this extension", type, Object.keys(jobs)) }];

const checkSchedule = (schedule: string, path: string): Problem[] =>
  isSchedule(schedule)
    ? []
    : [
        {
          path,
          message: `Expected five fields ("0 6 * * *") or a macro ("@daily"), got "${schedule}".`,
        },
      ];

/** PocketBase binds these events to collections (`core/app.go`: the hooks that take tags). */
const hasCollections = (event: string) =>
  /^(record|model|mailerRecord|fileDownload|fileToken)/.test(event) ||
  /^collection(?!s).*(Validate|Create|Update|Delete|Execute|Success|Error)$/.test(event);

const collectionsMessage = (event: string) =>
  hasCollections(event)
    ? "Missing. Name the collections that the hook is for: a hook on every collection slows every request."
    : `The event ${event} is not about a collection: leave "collections" out.`;
