/**
 * Runs all variants in every round, forth and back, so that all share the load of the machine's
 * other processes.
 */
export async function inRounds<One>(
  all: readonly One[],
  rounds: number,
  run: (one: One) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const one of round % 2 ? all.toReversed() : all) await run(one);
  }
}
