import type { Job } from "../app/job.ts";
import type { TestApp } from "../app/test-app.ts";
import { type Keys, refuseUnknownKeys } from "../known-keys.ts";
import { type Checked, matches, show } from "./assertion.ts";

/** The expected values of a job. The payload needs only the given keys. */
export type ExpectedJob = { [key in keyof Job]?: unknown };

const KEYS: Keys<Job> = {
  id: true,
  type: true,
  payload: true,
  status: true,
  key: true,
  attempts: true,
  error: true,
  runAt: true,
};

/** Checks that a job of this type is or was in the queue. */
export function checkEnqueued(app: TestApp, type: string, expected: ExpectedJob = {}): Checked {
  // A value such as `expect.objectContaining()` compares by itself.
  if (!("asymmetricMatch" in expected)) {
    refuseUnknownKeys("The expectation of a job", expected, KEYS);
  }
  const found = app.jobs.filter((job) => job.type === type);
  const others = app.jobs.map((job) => job.type).join(", ") || "none";
  return {
    pass: found.some((job) => matches(job, expected)),
    message: `expected a job "${type}" with ${show(expected)}; ${
      found.length > 0 ? `there are: ${show(found)}` : `there are jobs of these types: ${others}`
    }`,
  };
}
