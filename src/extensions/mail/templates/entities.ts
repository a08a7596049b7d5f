/** The named characters U+00A0 to U+00FF in order (HTML 4, section 24.2). */
const LATIN_1 =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml".split(
    " ",
  );

const NAMED = new Map<string, string>([
  ...LATIN_1.map((name, index): [string, string] => [name, String.fromCharCode(160 + index)]),
  ...Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", euro: "€", trade: "™" }),
  ...Object.entries({ ndash: "–", mdash: "—", hellip: "…", bull: "•", minus: "−", ensp: " " }),
  ...Object.entries({ emsp: " ", thinsp: " ", zwnj: "\u200C", zwj: "\u200D", OElig: "Œ" }),
  ...Object.entries({ lsquo: "‘", rsquo: "’", sbquo: "‚", ldquo: "“", rdquo: "”", bdquo: "„" }),
  ...Object.entries({ lsaquo: "‹", rsaquo: "›", larr: "←", rarr: "→", check: "✓", oelig: "œ" }),
]);

/** Resolves the character references in a text; unknown ones stay as they are written. */
export const decodeEntities = (text: string): string =>
  text.includes("&")
    ? text.replace(
        /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z][a-z0-9]*));/gi,
        (whole, hex, decimal, name) =>
          name === undefined
            ? character(hex ? Number.parseInt(hex, 16) : Number(decimal))
            : (NAMED.get(name) ?? whole),
      )
    : text;

const character = (code: number) =>
  code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    ? "\uFFFD"
    : String.fromCodePoint(code);
