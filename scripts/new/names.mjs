// The names that an extension has in the sources, and which names it cannot have.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FORM = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;
const LONGEST = 30;

/** Names that mean something else in a file of the bundle, or in its messages. */
const OUR_OWN = new Set(["bundle", "exports", "lazy", "module", "pocketbundle", "require"]);

/** Whether JavaScript lets a variable of a module have this name. */
function isIdentifier(word) {
  try {
    new Function(`"use strict"; async () => { const ${word} = 0; }`);
    return true;
  } catch {
    return false;
  }
}

/** Keys that the config file has already. */
const configKeys = (root) =>
  ["src/config.ts", "src/contract/common-config.ts"].flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/^ {2}(\w+)\?:/gm)].map(([, key]) => key),
  );

/** Whether a file declares this type: pocketbundle.d.ts has all public types in one scope. */
const isType = (root, type) =>
  readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .some((file) =>
      new RegExp(`\\b(?:interface|type) ${type}\\b`).test(
        readFileSync(join(root, "src", file), "utf8"),
      ),
    );

/**
 * `stock-levels` names the folder, the page and the test, `stockLevels` the factory and the key in
 * the config, and `StockLevelsOptions` the type. Throws for a name that cannot be an extension's.
 */
export function namesOf(name, root) {
  if (!FORM.test(name) || name.length > LONGEST) {
    throw new Error(
      `Expected a name of lower-case words with dashes, such as "stock-levels", of at most ${LONGEST} characters; got "${name}".`,
    );
  }
  const key = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  if (!isIdentifier(key) || key in {} || OUR_OWN.has(key)) {
    throw new Error(`"${key}" is a reserved word. Choose another name.`);
  }
  if (configKeys(root).includes(key)) {
    throw new Error(`The config has a key "${key}" already (src/config.ts). Choose another name.`);
  }
  const type = key[0].toUpperCase() + key.slice(1);
  if (isType(root, `${type}Options`)) {
    throw new Error(`There is a type "${type}Options" already. Choose another name.`);
  }
  return { name, key, type };
}
