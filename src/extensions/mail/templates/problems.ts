import { formatPath } from "../../../lib/path.ts";
import type { Problem } from "../../../lib/refusal.ts";
import type { MailOptions } from "../options.ts";
import { Folder, folderOf } from "./files.ts";
import { prepareMessage } from "./prepare.ts";
import { share } from "./prepared.ts";
import { sampleOf, samplesFolder } from "./samples.ts";

/** A message begins with the file that is wrong, and with its line where one is known. */
const FILE = /^pb_hooks\/(.+?\.(?:html|txt|json)(?::\d+)?):/;

/**
 * Prepares every message for all VMs at start-up, and returns the problems of the templates and
 * samples.
 */
export function templateProblems(options: MailOptions): Problem[] {
  const folder = new Folder(folderOf(options));
  const samples = new Folder(samplesFolder(folder.path));
  // A problem in a layout is reported once, not for every message.
  const said = new Set<string>();
  return Object.keys(options.messages ?? {}).flatMap((message) => {
    const { prepared, problems } = prepareMessage(options, message, folder);
    if (problems.length === 0) share(message, prepared);
    return [...problems, ...sampleProblems(samples, message)]
      .filter((problem) => said.size < said.add(problem).size)
      .map((problem) => ({
        path: formatPath(["mail", "messages", message]),
        message: problem,
        file: problem.match(FILE)?.[1] ?? folder.path,
      }));
  });
}

function sampleProblems(samples: Folder, message: string): string[] {
  const problems = new Set<string>();
  for (const locale of samples.locales) {
    try {
      sampleOf(samples, message, locale);
    } catch (error) {
      problems.add((error as Error).message);
    }
  }
  return [...problems];
}
