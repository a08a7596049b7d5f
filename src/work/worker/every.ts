/**
 * Makes a function that runs `action`, unless less time has passed since the last run. A clock that
 * is put back does not stop it. `last` is when it counts as run before, in milliseconds since 1970.
 */
export function every(milliseconds: number, action: () => void, last = 0): () => void {
  return () => {
    const passed = Date.now() - last;
    if (passed >= 0 && passed < milliseconds) return;
    action();
    last = Date.now();
  };
}
