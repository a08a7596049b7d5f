// Values of the environment that the config has read. They may be secrets, wherever they stand in a
// config, so no refusal shows them.

/** Shorter values are no secrets, and would take the words out of messages. */
const SHORTEST = 6;
const hidden = new Set<string>();

export function hide(value: string): void {
  if (value.length < SHORTEST) return;
  hidden.add(value);
  hidden.add(JSON.stringify(value).slice(1, -1));
}

/** The text with a mark in the place of each hidden value. */
export const withoutHidden = (text: string): string =>
  [...hidden]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, "•••"), text);
