/** PocketBase's default (examples/base/main.go). */
const DEFAULT = 15;

/** How many VMs PocketBase keeps. An event that finds none makes one and throws it away. */
export function hooksPool(args = [...($os.args as string[])]): number {
  const at = args.findLastIndex((arg) => /^--hooksPool(=|$)/.test(arg));
  const text = args[at]?.split("=")[1] ?? args[at + 1];
  return at >= 0 && Number.isInteger(Number(text)) ? Number(text) : DEFAULT;
}
