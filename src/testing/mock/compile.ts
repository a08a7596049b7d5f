import { Script } from "node:vm";

/** What V8 made of long texts: a test file makes many apps, each of which loads the same bundle. */
const known = new Map<string, Buffer>();
const LONG = 20_000;

export function compile(source: string, filename: string): Script {
  const cachedData = known.get(source);
  const script = new Script(source, { filename, ...(cachedData && { cachedData }) });
  if (!cachedData && source.length > LONG) known.set(source, script.createCachedData());
  return script;
}
