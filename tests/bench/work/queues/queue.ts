/** A queue with one worker, which runs jobs that do nothing. */
export interface Queue {
  /** The number of jobs of a round: about a second's work. */
  jobs: number;
  /** Puts jobs into the queue that will not run. */
  addBeside(count: number): Promise<void>;
  /** Puts jobs into the queue that will run soon, or in `drain`. */
  fill(count: number): Promise<void>;
  /**
   * Runs the jobs until all are done and that is stored. Returns the seconds from the start of the
   * first one.
   */
  drain(count: number): Promise<number>;
  end(): Promise<void>;
}

export const LATER = "2100-01-01 00:00:00.000Z";

/** Calls `question` until the answer is yes. */
export async function repeat(question: () => Promise<boolean>, timeout = 120_000): Promise<void> {
  const end = Date.now() + timeout;
  while (!(await question())) {
    if (Date.now() > end) throw new Error(`the jobs were not done within ${timeout} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
