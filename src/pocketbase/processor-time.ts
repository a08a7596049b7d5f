/** The kernel counts in hundredths of a second, on every Linux. */
const TICK = 10;

/**
 * The milliseconds of processor time that this process has used, from Linux's `/proc`; 0 on other
 * systems.
 */
export function processorTime(): number {
  try {
    const text = toString($os.readFile("/proc/self/stat"));
    // The name of the program may contain spaces, and ends with the last ")".
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  } catch {
    return 0;
  }
}
