import type { App } from "../../contract/pocketbase.ts";
import { unknownName } from "../../lib/nearest.ts";
import { endCommand, USAGE } from "./end.ts";

interface Args {
  words: string[];
  /** By their name without dashes; `""` for a flag that has no value. */
  flags: Record<string, string>;
  /** Whether the output is for programs. Every command has this flag. */
  json: boolean;
}

/** cobra's flag set, as goja shows it. */
interface FlagSet {
  visitAll(visit: (flag: { name: string; noOptDefVal: string }) => void): void;
}

/**
 * Reads the arguments of a command, and ends it for a flag or a word that it does not know. `own`
 * are its flags beside `--json`, and whether each takes a value. PocketBase has read its own flags,
 * such as `--dir`, and hands them on too.
 */
export function readArgs(
  app: App,
  args: string[],
  own: Record<string, boolean> = {},
  most = 0,
): Args {
  const mine: Record<string, boolean> = { json: false, ...own };
  const known = { ...mine, ...globalFlags(app) };
  const read: Args = { words: [], flags: {}, json: false };
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift() as string;
    const [, name = "", , value] = arg.match(/^--?([^=]+)(=(.*))?$/) ?? [];
    if (!arg.startsWith("-")) read.words.push(arg);
    else if (!Object.hasOwn(known, name)) {
      const flags = Object.keys(known).map((one) => `--${one}`);
      endCommand(unknownName("flag", name ? `--${name}` : arg, flags));
    } else if (mine[name] === false && value !== undefined) {
      endCommand(`--${name} takes no value, got "${value}". Leave the flag out for "no".`, USAGE);
    } else read.flags[name] = value ?? (known[name] ? (rest.shift() ?? "") : "");
  }
  const [more] = read.words.slice(most);
  if (more !== undefined) {
    endCommand(`the command takes ${most || "no"} argument(s), and "${more}" is one too many.`);
  }
  read.json = read.flags.json !== undefined;
  return read;
}

/**
 * Tells the words of a command line from PocketBase's own flags, which every command takes, with
 * their values. Flags of a command, such as `--http`, are left out.
 */
export function splitArgs(app: App, args: string[]): { words: string[]; globals: string[] } {
  const known = globalFlags(app);
  const split = { words: [] as string[], globals: [] as string[] };
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift() as string;
    const [, name = "", value] = arg.match(/^--?([^=]+)(=.*)?$/) ?? [];
    if (!arg.startsWith("-")) split.words.push(arg);
    else if (Object.hasOwn(known, name)) {
      split.globals.push(arg);
      if (known[name] && value === undefined) split.globals.push(rest.shift() ?? "");
    }
  }
  return split;
}

/** PocketBase's own flags by name, and whether each takes a value. */
function globalFlags(app: App): Record<string, boolean> {
  const found: Record<string, boolean> = {};
  const { rootCmd } = app as unknown as { rootCmd: { persistentFlags(): FlagSet } };
  rootCmd.persistentFlags().visitAll(({ name, noOptDefVal }) => {
    found[name] = noOptDefVal === "";
  });
  return found;
}
