/** Runs all in turn in every round, back and forth, so that all share what else the machine does. */
export async function inRounds<One>(
  all: readonly One[],
  rounds: number,
  run: (one: One) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const one of round % 2 ? all.toReversed() : all) await run(one);
  }
}
