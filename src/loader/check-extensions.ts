// Checks what shapes cannot: that events exist, that names are unique, that routes can be served.
import type { Cron, Extension } from "../contract/extension.ts";
import type { HookOf } from "../contract/hook.ts";
import { unknownName } from "../lib/nearest.ts";
import { type Problem, problemAt } from "../lib/refusal.ts";
import { isSchedule, serverVersion } from "../pocketbase/registrars.ts";
import { routeProblems } from "./check-routes.ts";

type Keys = (string | number)[];

/**
 * @param extensions those of the config; what is not sound is undefined
 * @param taken names that they may not have
 */
export function checkExtensions(
  extensions: (Extension | undefined)[],
  taken: string[],
  events: string[],
): Problem[] {
  const claims = new Claims();
  const problems = each(extensions, (extension, index) => {
    const at = (...keys: Keys) => ["extensions", index, ...keys];
    const { name, jobs = {}, replays = {} } = extension;
    return [
      ...(taken.includes(name)
        ? [problemAt(at("name"), `"${name}" is a part of Pocketbundle: choose another name.`)]
        : claims.of("extension", name, at("name"))),
      ...Object.keys(jobs).flatMap((type) => claims.of("job", type, at("jobs", type))),
      ...Object.entries(replays).flatMap(([collection, type]) => [
        ...claims.of("collection of replays", collection, at("replays", collection)),
        ...checkJobType(type, Object.keys(jobs), at("replays", collection)),
      ]),
      ...each(extension.crons, (cron, i) => [
        ...claims.of("cron", cron.name, at("crons", i, "name")),
        ...checkSchedule(cron, at("crons", i, "schedule")),
      ]),
      ...each(extension.hooks as HookOf<string>[], (hook, i) =>
        checkHook(hook, events, (...keys) => at("hooks", i, ...keys)),
      ),
    ];
  });
  const routes = each(extensions, ({ routes }, index) =>
    each(routes, (route, i) => [{ keys: ["extensions", index, "routes", i, "path"], route }]),
  );
  return [...problems, ...routeProblems(routes, serverVersion())];
}

const each = <Item, Result>(
  list: (Item | undefined)[] | undefined,
  check: (item: Item, index: number) => Result[],
): Result[] => (list ?? []).flatMap((item, i) => (item === undefined ? [] : check(item, i)));

/** Names that only one may have. */
class Claims {
  readonly #taken = new Set<string>();

  of(kind: string, name: string, keys: Keys): Problem[] {
    const isFree = this.#taken.size < this.#taken.add(`${kind} ${name}`).size;
    return isFree
      ? []
      : [problemAt(keys, `There is another ${kind} "${name}": rename one of them.`)];
  }
}

const checkJobType = (type: string, known: string[], keys: Keys): Problem[] =>
  known.includes(type)
    ? []
    : [problemAt(keys, unknownName("job type of this extension", type, known))];

function checkSchedule({ schedule }: Cron, keys: Keys): Problem[] {
  if (isSchedule(schedule)) return [];
  const [, ...rest] = schedule.trim().split(/\s+/);
  const seconds = rest.length === 5 ? ` Without its seconds, it is "${rest.join(" ")}".` : "";
  const expected =
    'Expected minute, hour, day, month and weekday, such as "0 6 * * *", or a macro such as "@daily"';
  return [problemAt(keys, `${expected}, got "${schedule}".${seconds}`)];
}

function checkHook(
  { on, collections, before, after, replace }: HookOf<string>,
  events: string[],
  at: (...keys: Keys) => Keys,
): Problem[] {
  if (!events.includes(on)) return [problemAt(at("on"), unknownName("event", on, events))];
  return [
    ...(hasCollections(on) === (collections !== undefined)
      ? []
      : [problemAt(at("collections"), collectionsMessage(on))]),
    ...(before || after || replace
      ? []
      : [
          problemAt(
            at(),
            "Expected a function at before, after or replace: this hook does nothing.",
          ),
        ]),
  ];
}

/** PocketBase binds these events to collections (`core/app.go`: the hooks that take tags). */
const hasCollections = (event: string) =>
  /^(record|model|mailerRecord|fileDownload|fileToken)/.test(event) ||
  /^collection(?!s).*(Validate|Create|Update|Delete|Execute|Success|Error)$/.test(event);

const collectionsMessage = (event: string) =>
  hasCollections(event)
    ? 'Missing. Name the collections that the hook is for, such as ["orders"]: a hook on every collection slows every request.'
    : `The event ${event} is not about a collection: leave "collections" out.`;
