/**
 * Returns the languages to look in, the best first: `de-AT` → `["de-at", "de", ""]`. `""` is the
 * file without a language. This is the lookup of RFC 4647, section 3.4. `de_AT` is accepted too,
 * since other systems write it so.
 */
export function fallbacks(locale: string): string[] {
  const parts = locale.toLowerCase().split(/[-_]/).filter(Boolean);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join("-")), ""];
}
