/**
 * Makes a function that runs `action`, unless less time has passed since the last run. A clock that
 * is put back does not stop it.
 */
export function every(milliseconds: number, action: () => void): () => void {
  let last = 0;
  return () => {
    const passed = Date.now() - last;
    if (passed >= 0 && passed < milliseconds) return;
    action();
    last = Date.now();
  };
}
