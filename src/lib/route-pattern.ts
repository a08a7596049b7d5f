// The paths of routes, as Go's ServeMux reads them (net/http/pattern.go). A path that it cannot
// read, and two paths of which neither is more exact, would end the server with a panic.

/** A parameter, the rest of a path, and the end of a path behind a slash. Literals begin with "=". */
const ONE = "{}";
const REST = "{...}";
const END = "/";

/** The parts of a path between its slashes. */
export type Pattern = string[];

/** Returns why the path cannot be used, or its pattern. */
export function parsePattern(path: string): Pattern | string {
  if (/\/(\.{0,2}\/|\.{1,2}$)/.test(path)) {
    return 'A path with "//", "/./" or "/../" never matches: remove that.';
  }
  const parts = path.split("/").slice(1);
  const names = new Set<string>();
  const pattern: Pattern = [];
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1;
    const problem = partProblem(part, isLast, path);
    if (problem) return problem;
    const [, name, rest] = PARAMETER.exec(part) ?? [];
    if (name && names.size === names.add(name).size) {
      return `Two parameters are called "${name}": give each a name of its own.`;
    }
    if (part === "{$}") pattern.push(END);
    else if (part === "") pattern.push(REST);
    else pattern.push(name ? (rest ? REST : ONE) : `=${decoded(part)}`);
  }
  return pattern;
}

const PARAMETER = /^\{([A-Za-z_]\w*)(\.\.\.)?\}$/;

/** Parts in the words of other routers, which would match nothing here, and what they mean. */
const FOREIGN: [pattern: RegExp, write: (name: string) => string][] = [
  [/^:(\w+)[?*+]?$/, (name) => `{${name}}`],
  [/^<(?:\w+:)?(\w+)>$/, (name) => `{${name}}`],
  [/^\[(\w+)\]$/, (name) => `{${name}}`],
  [/^\[\[?\.\.\.(\w+)\]\]?$/, (name) => `{${name}...}`],
  [/^\*+(\w*)$/, (name) => `{${name || "path"}...}`],
  [/^\{(\w+):.*\}$/, (name) => `{${name}}`],
  [/^\{\*(\w+)\}$/, (name) => `{${name}...}`],
];

function partProblem(part: string, isLast: boolean, path: string): string | undefined {
  if (/^(\{\w+\?\}|:\w+\?)$/.test(part)) {
    const name = part.replace(/\W/g, "");
    const without = path.slice(0, path.indexOf(part) - 1) || "/{$}";
    return `"${part}" is optional, which paths cannot be: make two routes, "${without}" and "${path.replace(part, `{${name}}`)}".`;
  }
  for (const [foreign, write] of FOREIGN) {
    const [found, name = ""] = foreign.exec(part) ?? [];
    if (found) return `"${part}" means a parameter to other routers: write "${write(name)}".`;
  }
  if (part.includes("?"))
    return 'A query is not a part of the path: remove it, and read "ctx.query".';
  if (part === "{$}" || /^\{\w*\.\.\.\}$/.test(part)) {
    if (!isLast) return `"${part}" must be the last part of the path.`;
    if (part === "{...}") return 'A parameter needs a name: write "{path...}".';
  }
  if (!/[{}]/.test(part) || part === "{$}" || PARAMETER.test(part)) return undefined;
  const [inner] = /\{[A-Za-z_]\w*(\.\.\.)?\}/.exec(part) ?? [];
  if (inner && inner !== part) {
    return `A parameter is a whole part between two slashes: write "${inner}" instead of "${part}", and look at the rest of the text in the handler.`;
  }
  return `Expected a parameter such as "{id}", with a name of letters, digits and "_", got "${part}".`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * Whether there are requests that match both patterns, and neither is more exact: it matches them
 * and less than the other. Both must be for the same method.
 */
export function isConflict(a: Pattern, b: Pattern): boolean {
  let aIsWider = false;
  let bIsWider = false;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [a[i], b[i]];
    if (one === other) continue;
    if (one === REST || (one === ONE && other !== END && other !== REST)) aIsWider = true;
    else if (other === REST || (other === ONE && one !== END)) bIsWider = true;
    else return false;
  }
  if (a.length !== b.length) {
    const shorter = a.length < b.length ? a : b;
    if (shorter.at(-1) !== REST) return false;
    if (shorter === a) aIsWider = true;
    else bIsWider = true;
  }
  return aIsWider === bIsWider;
}

/** A path that both patterns match, for a message. They must be in conflict. */
export function commonPath(a: Pattern, b: Pattern): string {
  const longer = a.length < b.length ? b : a;
  const parts = longer.map((_, i) => {
    const [one = REST, other = REST] = [a[i], b[i]];
    const exact = [one, other].find((part) => part.startsWith("=")) ?? "";
    if (exact) return exact.slice(1);
    return one === ONE || other === ONE ? "x" : "";
  });
  return `/${parts.join("/")}`;
}
