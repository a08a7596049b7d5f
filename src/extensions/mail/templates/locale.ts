/**
 * The languages to look in, best first; `""` is the file without one: `de-AT` → `["de-at", "de", ""]`. The lookup of
 * RFC 4647, section 3.4. `de_AT` is taken as well, since other systems write it so.
 */
export function fallbacks(locale: string): string[] {
  const parts = locale.toLowerCase().split(/[-_]/).filter(Boolean);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join("-")), ""];
}
