import type { JobContext } from "../../contract/jobs.ts";
import type { App } from "../../contract/pocketbase.ts";
import { HandlerContext } from "../../kernel/context.ts";
import { Discard, Postpone, RetryIn } from "./outcome.ts";
import type { ClaimedJob } from "./transitions/claim.ts";

class JobHandlerContext extends HandlerContext implements JobContext {
  constructor(
    app: App,
    extension: string,
    public claimed: ClaimedJob,
  ) {
    super({ app }, extension);
  }

  get job(): JobContext["job"] {
    const [id, type, , other] = this.claimed;
    const [, key, attempts] = other ?? ["", "", 0];
    return { id, type, key, attempt: attempts + 1 };
  }

  retryIn(seconds?: number, reason?: string): Error {
    return new RetryIn(seconds, reason);
  }

  postpone(seconds: number): Error {
    return new Postpone(seconds);
  }

  discard(reason: string): Error {
    return new Discard(reason);
  }
}

/** One context for each extension of a batch: a handler has ended before the next one begins. */
export class Contexts {
  private readonly made = new Map<string, JobHandlerContext>();

  constructor(private readonly app: App) {}

  of(extension: string, job: ClaimedJob): JobHandlerContext {
    const known = this.made.get(extension);
    if (known) {
      known.claimed = job;
      return known;
    }
    const ctx = new JobHandlerContext(this.app, extension, job);
    this.made.set(extension, ctx);
    return ctx;
  }
}
