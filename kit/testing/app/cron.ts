import type { Core } from "../mock/core/core.ts";
import { GoError } from "../mock/go/errors.ts";

export interface Cron {
  readonly schedule: string;
  run(): void;
}

export function findCron(core: Core, name: string): Cron {
  const job = core.cron.find(name);
  if (!job) {
    const names = core.cron.ids().join(", ") || "none";
    throw new Error(`there is no cron "${name}"; there are: ${names}`);
  }
  const run = () => {
    try {
      job.run();
    } catch (error) {
      if (error instanceof GoError) logFailure(core, name, error);
      throw error;
    }
  };
  return { schedule: job.schedule, run: () => core.failures.guard(run) };
}

/** PocketBase only logs the error of a cron; here the test gets it too. */
function logFailure({ logs }: Core, name: string, error: GoError): void {
  const data = { jobId: name, error: error.error() };
  logs.push({ level: 8, message: "[cronAdd] failed to execute cron job", data });
}
