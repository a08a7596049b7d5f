import fc from "fast-check";
import { IsUri, IsUriReference } from "typebox/format";
import { expect, it } from "vitest";
import { isUri, isUriReference } from "../../src/lib/json-schema/uri.ts";

it.each([
  ["http://www.ietf.org/rfc/rfc2396.txt", true, true],
  ["ldap://[2001:db8::7]/c=GB?objectClass?one", true, true],
  ["mailto:John.Doe@example.com", true, true],
  ["urn:oasis:names:specification:docbook:dtd:xml:4.1.2", true, true],
  ["http://[v1.fe:80]:8080/", true, true],
  ["http://[2001:db8:::7]/", false, false],
  ["http://exa mple.com", false, false],
  ["http://a/%zz", false, false],
  ["//example.com/a", false, true],
  ["../a/b?c#d", false, true],
  ["", false, true],
  ["1a:b", false, false],
  ["#a#b", false, false],
])(
  "%s is a URI: %s, a reference: %s (RFC 3986, section 1.1.2 and appendix A)",
  (text, uri, reference) => {
    expect([isUri(text), isUriReference(text)]).toEqual([uri, reference]);
  },
);

it("agrees with the library's own expressions", () => {
  const piece = fc.constantFrom(
    ..."a:1:/://:?:#:@:[:]:::1:%41:%4:[::1]:[::ffff:1.2.3.4]:[v1.a]:.:..: :é:\\:{".split(":"),
    ":",
    "::",
    "[2001:db8::1]",
    "http:",
    "[",
    "1.2.3.4",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
      const text = pieces.join("");
      expect([text, isUri(text), isUriReference(text)]).toEqual([
        text,
        IsUri(text),
        IsUriReference(text),
      ]);
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 3000) },
  );
});
