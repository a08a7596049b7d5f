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
  });
  try {
    const { output } = await bundle.generate({ format: "esm" });
    return `${banner}\n\n${onlyText(output)}\n${VALUES}\n`;
  } finally {
    await bundle.close();
  }
}

function onlyText(output) {
  const [file, ...others] = output;
  if (!file?.fileName.endsWith(".d.ts") || others.length > 0) {
    const names = output.map(({ fileName }) => fileName).join(", ");
    throw new Error(`The public types of src/config.ts: expected one .d.ts file, got ${names}.`);
  }
  return file.code.trim();
}
