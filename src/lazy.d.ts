// The one way to evaluate code late. Every VM of PocketBase evaluates the bundle anew and pays for
// each function in it. So a module that only some events need is loaded where it is used:
//
//     const { checkRules } = lazy(import("./check.ts"));
//
// The build (scripts/chunks.mjs) makes each of these modules a chunk of the one file and replaces
// the expression. The argument is written as an import so that TypeScript knows its type. Nothing
// is imported at run time, and no promise is made.

/** Returns the module's exports. A VM evaluates the module on the first call, and keeps it. */
declare function lazy<Module>(module: Promise<Module>): Module;

/**
 * Runs `run`, and then drops the modules that were first evaluated in it. The loader's VM lives as
 * long as the server, and would keep the memory of modules that only a check needs. `run` must
 * return plain data, because a module that is evaluated again has other classes.
 */
declare function $forgetting<Result>(run: () => Result): Result;

/** Drops all modules. lazy() cannot load anything afterwards. */
declare function $forget(): void;

/** PocketBase's own `require`, by a name that the build leaves alone. */
declare const $require: typeof require;
