// `pocketbase bundle pause` and `pocketbase bundle resume`
import type { App } from "../../contract/pocketbase.ts";
import { unknownName } from "../../lib/nearest.ts";
import { knownTypes, setPaused } from "../jobs/paused.ts";
import { readArgs } from "./args.ts";
import { endCommand, needStorage } from "./end.ts";

export function pause(app: App, args: string[], paused: boolean) {
  needStorage(app);
  const command = paused ? "pause" : "resume";
  const [type] = readArgs(app, args, {}, 1).words;
  if (!type) return endCommand(`say which type of job: \`pocketbase bundle ${command} <type>\`.`);
  if (!setPaused(app, type, paused)) endCommand(unknownName("job type", type, knownTypes(app)));
  console.log(
    paused
      ? `Pocketbundle: jobs of the type ${type} wait until \`pocketbase bundle resume ${type}\`. Those that run go on to their end.`
      : `Pocketbundle: jobs of the type ${type} run again.`,
  );
}
