import { CONFIG_FILE } from "../kernel/load-config.ts";
import { hooksPath } from "../pocketbase/files.ts";

/** Names that look like that of the config file. */
const LIKE = /^pocket[-_.]?bundle[-_.]?config(\.pb)?\.([cm]?[jt]s|json)$/i;

/** What the console says when there is no config file. */
export function noConfig(): string {
  const files = $os.readDir(hooksPath("")).map((entry) => entry?.name() ?? "");
  const like = files.find((name) => LIKE.test(name));
  const hint = like
    ? ` There is a ${like}: is that the config? Its name must be ${CONFIG_FILE}.`
    : "";
  return `Pocketbundle: there is no ${hooksPath(CONFIG_FILE)}, so nothing is registered.${hint}`;
}
