// What happens before the server listens: storage, collections and all checks that need the
// database, in one transaction. A refused start leaves no trace, and names all problems at once.
import type { App } from "../contract/pocketbase.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { inTransaction } from "../pocketbase/transaction.ts";
import { checkDatabase } from "./check-database.ts";
import { refuse } from "./refuse.ts";
import { provisionCollections, updateOwnStorage } from "./update-storage.ts";
import { warnOfMissing } from "./warnings.ts";

type Step = (app: App, extensions: InnerExtension[]) => void;

const STEPS: Step[] = [updateOwnStorage, provisionCollections, checkDatabase];

/**
 * When the server starts in spite of a refusal, each step that can be done is done, and the queue
 * works if its storage is in order.
 */
export function start(app: App, extensions: InnerExtension[]): void {
  let canWork = true;
  try {
    inTransaction(app, (tx) => throwAll(refusalsOf(tx, extensions)));
  } catch (error) {
    refuse(error, "handlers");
    [canWork] = STEPS.map((step) => isDone(step, app, extensions)) as [boolean];
  }
  warnOfMissing(app, extensions);
  if (canWork) for (const { onReady } of extensions) onReady?.(app);
}

/** The problems of all steps. Nothing stays of what the steps do to find them. */
export function problemsAtStart(app: App, extensions: InnerExtension[]): Problem[] {
  const found = new Refusal([]);
  try {
    inTransaction(app, (tx) => {
      found.problems.push(...refusalsOf(tx, extensions).flatMap(({ problems }) => problems));
      throw found;
    });
  } catch (error) {
    if (error !== found) throw error;
  }
  return found.problems;
}

const refusalsOf = (tx: App, extensions: InnerExtension[]): Refusal[] =>
  STEPS.flatMap((step) => {
    try {
      step(tx, extensions);
      return [];
    } catch (error) {
      if (error instanceof Refusal) return [error];
      throw error;
    }
  });

function throwAll(refusals: Refusal[]) {
  if (refusals.length === 0) return;
  const isConfig = refusals.some(({ subject }) => subject === "config");
  const problems = refusals.flatMap(({ problems }) => problems);
  throw new Refusal(problems, isConfig ? "config" : "database");
}

function isDone(step: Step, app: App, extensions: InnerExtension[]): boolean {
  try {
    step(app, extensions);
    return true;
  } catch {
    return false;
  }
}
