// Values of the environment that the config has read. They may be secrets, wherever they stand in a
// config, so no refusal shows them.

const hidden = new Set<string>();

export const hide = (value: string) => hidden.add(value);

export const isHidden = (text: string): boolean => hidden.has(text);

/** Inside of a text, shorter values are left: they would take the words out of messages. */
const SHORTEST = 6;

/** The text with a mark in the place of each hidden value. */
export const withoutHidden = (text: string): string =>
  [...hidden]
    .filter(({ length }) => length >= SHORTEST)
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
    .sort((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, "•••"), text);
