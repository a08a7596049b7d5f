// Says why the config file does not load: where, what, and what to do.

import { stackOf } from "../pocketbase/failure-log.ts";
import { hooksPath, readText } from "../pocketbase/files.ts";

export function loadMessage(error: unknown): string {
  const text = stackOf(error).replace(/^GoError: /, "");
  return (
    syntaxMessage(text) ?? moduleMessage(text) ?? `The file does not load: ${own(text)}${esm(text)}`
  );
}

/** goja names the file, the line and the first of its errors. */
function syntaxMessage(text: string): string | undefined {
  const found = /SyntaxError: (?:SyntaxError: )?(\S.*?): Line (\d+):\d+ (.*?)(?: \(and .*)?$/m.exec(
    text,
  );
  if (!found) return undefined;
  const [, file = "", line = "", reason = ""] = found;
  const source = sourceLine(file, line);
  const end = "the file ends too early: a bracket, brace or quote is not closed";
  const why = source === undefined ? end : reason;
  return `${place(file, line)}: syntax error, ${why}.${quoted(source)}${esm(`${source} ${text}`)}`;
}

/** goja's error does not say which module is missing, but the line that asks for it does. */
function moduleMessage(text: string): string | undefined {
  if (!/Invalid module|No such built-in module/.test(text)) return undefined;
  const [, file = "", line = ""] = /at .*?([^\s(]+):(\d+):\d+/.exec(own(text)) ?? [];
  const source = sourceLine(file, line);
  const [, , name = ""] = /require\(\s*(["'`])(.+?)\1/.exec(source ?? "") ?? [];
  return `${place(file, line)}: there is no module ${JSON.stringify(name)}.${quoted(source)}\n${advice(name)}`;
}

function advice(name: string): string {
  if (/^[./]/.test(name)) {
    return "Expected a file, beside the one that requires it. Its path begins with ./ or ../, and may leave out .js.";
  }
  if (NODE.test(name)) {
    return "PocketBase's runtime is not Node.js and has few of its modules. Use PocketBase's own $os, $filepath, $http and $security.";
  }
  const file = `${name.replace(/\W+/g, "-")}.js`;
  return `Bundle the package into one file, npx esbuild ${name} --bundle --format=cjs --outfile=pb_hooks/lib/${file}, and require("./lib/${file}").`;
}

const NODE =
  /^(node:.*|assert|async_hooks|child_process|cluster|crypto|dns|events|fs|http|http2|https|net|os|path|perf_hooks|querystring|readline|stream|timers|tls|url|vm|worker_threads|zlib)(\/.*)?$/;

const esm = (text: string) =>
  /reserved word|\bexport\b|\bimport\b/.test(text)
    ? "\nThe file is CommonJS: write `module.exports = { … }` and `require(…)`, not `export` and `import`."
    : "";

/** The message, and those lines of the stack that are in the user's files. */
const own = (text: string) =>
  text
    .split("\n")
    .filter((line) => !/^\s+at /.test(line) || (line.includes(folder()) && !/pb\.js:/.test(line)))
    .join("\n")
    .trim();

/** The last part of the path of `pb_hooks`, which has another name with `--hooksDir`. */
const folder = () => `${hooksPath("").split(/[\\/]/).at(-2)}/`;

const place = (file: string, line: string) =>
  `${file.slice(file.lastIndexOf(folder())) || "The config"}, line ${line}`;

function sourceLine(file: string, line: string): string | undefined {
  const path = file.slice(file.lastIndexOf(folder()) + folder().length);
  return readText(hooksPath(path))?.split("\n")[Number(line) - 1];
}

const quoted = (source: string | undefined) => (source?.trim() ? `\n    ${source.trim()}` : "");
