import type { Reporter, TestModule } from "vitest/node";

/** Prints the plain totals as the last line, for readers who do not know vitest. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]) {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (state: string) => states.filter((other) => other === state).length;
    // A file that cannot be loaded has no failed tests, so it is counted itself.
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const failed = count("failed") + broken + unhandledErrors.length;
    const skipped = count("skipped") + count("pending");
    const line = `${count("passed")} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
    process.once("exit", () => process.stdout.write(`${line}\n`));
  }
}
