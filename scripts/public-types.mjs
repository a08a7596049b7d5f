// Makes pocketbundle.d.ts: the declarations that src/config.ts exports, in one file that needs no
// other.
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/** The built file itself exports this value. */
const VALUES = "export declare const defineExtension: DefineExtension;";

/**
 * The text of pocketbundle.d.ts. Oxc makes the declarations, so that no TypeScript has to be
 * loaded.
 */
export async function publicTypes(root, banner) {
  const bundle = await rolldown({
    cwd: root,
    input: "src/config.ts",
    // The types alone decide what is public, and not this repository's tsconfig.
    plugins: [dts({ generator: "oxc", emitDtsOnly: true, tsconfig: false })],
    // Comments that name the sources would be noise for users.
    experimental: { attachDebugInfo: "none" },
    // A busy machine makes a build slow, and no plugin's time is worth a warning then.
    checks: { bundlerTimings: false },
  });
  try {
    const { output } = await bundle.generate({ format: "esm" });
    return `${banner}\n\n${onlyText(output)}\n${VALUES}\n`;
  } finally {
    await bundle.close();
  }
}

function onlyText(output) {
  const names = output.map(({ fileName }) => fileName);
  if (names.length !== 1 || !names[0].endsWith(".d.ts")) {
    throw new Error(`Bundling the types of src/config.ts: expected one .d.ts, got ${names}.`);
  }
  const [{ code, imports }] = output;
  if (imports.length > 0) {
    throw new Error(
      `pocketbundle.d.ts must stand alone, but src/config.ts exports types of ${imports}. Declare what it needs in src/contract/.`,
    );
  }
  return code.trim();
}
