import { parseArgs } from "node:util";

const usage = `Usage: npm start -- [--fresh] [--port N]

  --fresh    start over: deletes the demo's database
  --port N   the shop's preferred port (default 8090); a taken one gives way to the next free one`;

/** The command line's options. A wrong one ends the program with the usage. */
export function readOptions(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        fresh: { type: "boolean", default: false },
        port: { type: "string", default: "8090" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return exit(usage, 0);
    return { fresh: values.fresh, port: portNumber(values.port) };
  } catch (error) {
    return exit(`${error.message}\n\n${usage}`, 1);
  }
}

function portNumber(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new Error(`--port needs a number from 1 to 65535, got "${text}".`);
}

function exit(message, code) {
  (code ? console.error : console.log)(message);
  process.exit(code);
}
