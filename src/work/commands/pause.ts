// `pocketbase bundle pause` and `pocketbase bundle resume`
import type { App } from "../../contract/pocketbase.ts";
import type { Terminal } from "../../kernel/extensions.ts";
import { unknownName } from "../../lib/nearest.ts";
import { knownTypes, setPaused } from "../jobs/paused.ts";
import { readArgs } from "./args.ts";
import { endCommand, needStorage, USAGE } from "./end.ts";

export function pause(app: App, args: string[], { print }: Terminal, paused: boolean) {
  const command = paused ? "pause" : "resume";
  const { words, json } = readArgs(app, args, {}, 1);
  const [type] = words;
  if (!type) {
    return endCommand(`say which type of job: \`pocketbase bundle ${command} <type>\`.`, USAGE);
  }
  needStorage(app);
  if (!setPaused(app, type, paused)) endCommand(unknownName("job type", type, knownTypes(app)));
  if (json) print(JSON.stringify({ type, paused }));
  else
    print(
      paused
        ? `Pocketbundle: jobs of the type ${type} wait until \`pocketbase bundle resume ${type}\`. Those that run go on to their end.`
        : `Pocketbundle: jobs of the type ${type} run again.`,
    );
}
