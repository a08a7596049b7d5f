/** goja_nodejs' util.format: replaces `%s %d %j %%`, and appends everything else as text. */
export function format(args: readonly unknown[], text = String): string {
  const [first, ...rest] = args;
  if (args.length === 0) return "";
  let at = 0;
  const filled = text(first).replace(/%[sdj%]/g, (verb) => {
    if (verb === "%%") return "%";
    if (at >= rest.length) return verb;
    const value = rest[at++];
    if (verb === "%d") return String(Number(value));
    return verb === "%j" ? JSON.stringify(value) : text(value);
  });
  return [filled, ...rest.slice(at).map((value) => text(value))].join(" ");
}
