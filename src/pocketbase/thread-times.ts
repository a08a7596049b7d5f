const TASKS = "/proc/self/task";
const NANOSECONDS = 1_000_000;

/**
 * For each thread of this process, the milliseconds in which it has used a processor or waited for
 * one. So a thread that never sleeps shows on a machine that others keep busy, too. It is read from
 * Linux's `/proc`, and empty on other systems.
 */
export function threadTimes(): Map<string, number> {
  const times = new Map<string, number>();
  try {
    for (const task of $os.readDir(TASKS)) {
      const name = String(task?.name());
      const [used, waited] = toString($os.readFile(`${TASKS}/${name}/schedstat`)).split(" ");
      times.set(name, (Number(used) + Number(waited)) / NANOSECONDS);
    }
  } catch {
    // There is no such folder, or a thread has ended meanwhile.
  }
  return times;
}
