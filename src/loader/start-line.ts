// The one line that a start prints: which version runs, with which parts.
import type { InnerExtension } from "../kernel/extensions.ts";
import { VERSION } from "../lib/version.ts";

/** Whether the extension is part of every config. */
export const isInner = ({ name }: InnerExtension) => name.startsWith("pocketbundle-");

export function startLine(extensions: InnerExtension[]): string {
  const others = extensions.filter((one) => !one.label && !isInner(one));
  const builtIn = extensions.toSorted((a, b) => Number(isInner(a)) - Number(isInner(b)));
  const parts = [
    ...builtIn.flatMap(({ label }) => (label ? labelText(label) : [])),
    ...(others.length > 0 ? [counted(others.length, "extension")] : []),
  ];
  return `Pocketbundle ${VERSION}: ${parts.join(", ") || "the config asks for nothing"}`;
}

const labelText = ([name, ...parts]: NonNullable<InnerExtension["label"]>) =>
  `${name} (${typeof parts[0] === "number" ? counted(parts[0], parts[1] ?? "") : parts[0]})`;

/** `1 message`, `2 messages`. */
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
