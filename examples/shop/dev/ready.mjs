import { setTimeout as sleep } from "node:timers/promises";

/** Waits until a child answers at the URL (true) or has ended (false). */
export async function isReady(child, url) {
  let ended = false;
  child.ended.then(() => {
    ended = true;
  });
  while (!ended) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return true;
    await sleep(50);
  }
  return false;
}
