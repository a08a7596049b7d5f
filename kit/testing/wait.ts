const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Returns the promise's value; undefined when it takes longer than `timeout` milliseconds. */
export async function withinTime<T>(promise: Promise<T>, timeout: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeout, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Calls `probe` until it returns an answer.
 * @param probe returns an answer, or undefined to be called again
 * @param what says in the error what did not happen
 * @param timeout in milliseconds; default 10,000
 */
export async function until<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  what: () => string,
  timeout = 10_000,
  pause = 15,
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`not within ${timeout} ms: ${what()}`);
    await sleep(pause);
  }
}
