// What happens before the server listens: storage, collections and all checks that need the
// database, in one transaction. A refused start leaves no trace, and names all problems at once.
import type { App } from "../contract/pocketbase.ts";
import type { InnerExtension } from "../kernel/extensions.ts";
import { type Problem, Refusal } from "../lib/refusal.ts";
import { setWhole } from "../pocketbase/server-mark.ts";
import { inTransaction } from "../pocketbase/transaction.ts";
import { checkDatabase } from "./check-database.ts";
import { noteConfig, refuseLost } from "./lost-config.ts";
import { refuse } from "./refuse.ts";
import { startLine } from "./start-line.ts";
import { provisionCollections, updateOwnStorage } from "./update-storage.ts";
import { warnAtStart } from "./warnings.ts";

type Step = (app: App, extensions: InnerExtension[]) => void;

const STEPS: Step[] = [updateOwnStorage, provisionCollections, checkDatabase];

/**
 * When the server starts in spite of a refusal, each step that can be done is done, and the queue
 * works if its storage is in order.
 */
export function start(app: App, extensions: InnerExtension[]): void {
  let canWork = true;
  let isWhole = true;
  try {
    inTransaction(app, (tx) => {
      const refusal = joined(refusalsOf(tx, extensions, [...STEPS, refuseLost]));
      if (refusal) throw refusal;
      for (const { prepare } of extensions) prepare?.(tx);
    });
  } catch (error) {
    isWhole = false;
    refuse(error, "handlers");
    [canWork] = STEPS.map((step) => isDone(step, app, extensions)) as [boolean];
  }
  warnAtStart(app, extensions);
  if (canWork) for (const { onReady } of extensions) onReady?.(app);
  if (!isWhole) return;
  setWhole();
  noteConfig(app, extensions);
  console.log(startLine(extensions));
}

/**
 * The problems that the form of a config has, with those that a start finds in the database for
 * what is sound of it; `undefined` for none. Nothing stays of what the steps do to find them.
 */
export function refusalOf(
  app: App,
  problems: Problem[],
  extensions: () => InnerExtension[],
): Refusal | undefined {
  const form = problems.length > 0 ? [new Refusal(problems)] : [];
  // What is sound of a config may be nothing, and it is not lost.
  const steps = form.length > 0 ? STEPS : [...STEPS, refuseLost];
  let found: Refusal[] = [];
  try {
    inTransaction(app, (tx) => {
      found = refusalsOf(tx, extensions(), steps);
      throw UNDO;
    });
  } catch (error) {
    // A check that fails because of what was left out says nothing new.
    if (error !== UNDO && form.length === 0) throw error;
  }
  return joined([...form, ...found]);
}

const UNDO = new Error("Undone.");

const refusalsOf = (tx: App, extensions: InnerExtension[], steps: Step[]): Refusal[] =>
  steps.flatMap((step) => {
    try {
      step(tx, extensions);
      return [];
    } catch (error) {
      if (error instanceof Refusal) return [error];
      throw error;
    }
  });

function joined(refusals: Refusal[]): Refusal | undefined {
  if (refusals.length === 0) return undefined;
  const isConfig = refusals.some(({ subject }) => subject === "config");
  const problems = refusals.flatMap(({ problems }) => problems);
  return new Refusal(problems, isConfig ? "config" : "database");
}

function isDone(step: Step, app: App, extensions: InnerExtension[]): boolean {
  try {
    step(app, extensions);
    return true;
  } catch {
    return false;
  }
}
