/**
 * Why a function of the config cannot be a handler, told without calling it; `undefined` when it
 * can. goja gives no tag to async methods, so their text is read.
 */
export function whyNotSync(run: unknown): string | undefined {
  const tag = Object.prototype.toString.call(run);
  if (/Async/.test(tag) || /^async\s+[\w$[*'"]/.test(String(run))) {
    return 'Expected a synchronous function, got an async one. PocketBase\'s runtime waits for nothing: remove "async" and "await". Calls such as $http.send wait by themselves.';
  }
  return /Generator/.test(tag)
    ? 'Expected a function, got a generator, which would not run: remove the "*".'
    : undefined;
}
