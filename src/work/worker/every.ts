/**
 * Runs `action` when it is called that much later than the last time. A clock that is put back does not stop it.
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
