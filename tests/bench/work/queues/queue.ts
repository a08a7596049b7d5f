/** A queue with one worker, that runs jobs which do nothing. */
export interface Queue {
  /** How many jobs a round has: about a second's work. */
  jobs: number;
  /** Puts jobs into the queue that will not run. */
  addBeside(count: number): Promise<void>;
  /** Puts jobs into the queue that will run soon, or in `drain`. */
  fill(count: number): Promise<void>;
  /** Runs them, until all are done and that is stored; gives the seconds from the first one's start. */
  drain(count: number): Promise<number>;
  end(): Promise<void>;
}

export const LATER = "2100-01-01 00:00:00.000Z";

/** Asks until the answer is yes. */
export async function repeat(question: () => Promise<boolean>, timeout = 120_000): Promise<void> {
  const end = Date.now() + timeout;
  while (!(await question())) {
    if (Date.now() > end) throw new Error(`the jobs were not done within ${timeout} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
