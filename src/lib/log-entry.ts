/**
 * Makes one entry of a log from a text that may hold what a stranger has sent: each further line is
 * indented, and no control character can move the cursor or hide a line.
 */
export const logEntry = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, " ")
    .replace(/\n(\S)/g, "\n\t$1");
