// The one idiom for code that is evaluated late. Every VM of PocketBase evaluates the bundle anew and pays for each
// function in it, so a module that only some events need is loaded where it is used:
//
//     const { checkRules } = lazy(import("./check.ts"));
//
// The build (scripts/chunks.mjs) makes each such module a chunk of the one file and replaces the expression. The
// argument is written as an import so that TypeScript knows its type; nothing is imported at run time, and no promise
// is made. A module that others import by name needs no lazy() there: whoever imports it has evaluated it.

/** The module's exports. A VM evaluates the module when it first comes here, and keeps it. */
declare function lazy<Module>(module: Promise<Module>): Module;

/**
 * Runs `run`, and lets go of the modules that were first evaluated in it. The loader's VM lives as long as the server,
 * and its memory would stay high with what only a check needs. What `run` returns must be plain data: the same module
 * evaluated again has other classes.
 */
declare function $forgetting<Result>(run: () => Result): Result;

/** Lets go of all modules. Nothing can be loaded by lazy() afterwards. */
declare function $forget(): void;
