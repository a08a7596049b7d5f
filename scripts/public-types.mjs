// pocketbundle.d.ts: the declarations that src/config.ts exports, bundled into one file that stands alone.
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/** What the built file itself exports to those who require it. */
const VALUES = "export declare const defineExtension: DefineExtension;";

/** The text of pocketbundle.d.ts. Oxc makes the declarations, so that no TypeScript has to be loaded. */
export async function publicTypes(root, banner) {
  const bundle = await rolldown({
    cwd: root,
    input: "src/config.ts",
    // The config of this repository stays out of it: the types alone say what is public.
    plugins: [dts({ generator: "oxc", emitDtsOnly: true, tsconfig: false })],
    // Without comments that name the sources.
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
