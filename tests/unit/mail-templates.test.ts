// Tests the pure parts of mail's templates in Node.js. The tests in tests/server show that they
// also run in goja.
import fc from "fast-check";
import Mustache from "mustache";
import { describe, expect, it } from "vitest";
import {
  escapeText,
  refuseBareValues,
  titleOf,
} from "../../src/extensions/mail/templates/document.ts";
import { flatten, TemplateError } from "../../src/extensions/mail/templates/flatten.ts";
import { imagesOf } from "../../src/extensions/mail/templates/images.ts";
import { inlineStyles } from "../../src/extensions/mail/templates/inline.ts";
import { fallbacks } from "../../src/extensions/mail/templates/locale.ts";
import { toText } from "../../src/extensions/mail/templates/text.ts";
import { anyText } from "./texts.ts";

const source = (text: string, path = "mail/a.html") => ({ path, text });

describe("languages fall back", () => {
  it.each([
    ["", [""]],
    ["de", ["de", ""]],
    ["de-AT", ["de-at", "de", ""]],
    ["zh_Hant-TW", ["zh-hant-tw", "zh-hant", "zh", ""]],
    ["../../etc", ["../../etc", ""]],
  ])("%s", (locale, expected) => expect(fallbacks(locale)).toEqual(expected));
});

describe("flatten", () => {
  const partials: Record<string, string> = {
    row: "<li>{{name}}{{! a > b }}</li>\n",
    list: "{{#items}}\n  {{> row}}\n{{/items}}\n",
    loop: "{{#x}}{{> pool}}{{/x}}",
    pool: "\n{{> loop}}",
  };
  const find = (name: string) =>
    partials[name] === undefined ? undefined : source(partials[name], `mail/_${name}.html`);

  it("renders as Mustache does with partials", () => {
    const text = "<ul>\n{{> list}}</ul>{{^items}}none{{/items}}";
    const data = { items: [{ name: "A" }, { name: "<B>" }] };
    const flat = Mustache.render(flatten(source(text), find), data);
    const tight = (html: string) => html.replace(/\s+/g, "");
    expect(tight(flat)).toBe(tight(Mustache.render(text, data, partials)));
  });

  it.each([
    ["{{> loop}}", "mail/a.html → mail/_loop.html → mail/_pool.html → mail/_loop.html"],
    [
      "\n\n{{> nope}}",
      'pb_hooks/mail/a.html:3: There is no partial "nope". Make pb_hooks/mail/_nope.html.',
    ],
    ["a\n{{#b}}\n{{/c}}", 'pb_hooks/mail/a.html:2: Unclosed section "b".'],
    ["{{#b}}<p>\n</p>\n", 'pb_hooks/mail/a.html:1: Unclosed section "b".'],
    [
      "{{#a}}\n{{! {{#c}} \n{{{x}}}{{^ b }}\n{{#d}}{{/d}}\n{{/a}}",
      'pb_hooks/mail/a.html:3: Unclosed section "b".',
    ],
    ["\n{{/b}}\n", 'pb_hooks/mail/a.html:2: Unopened section "b".'],
    ["a\n{{b", "pb_hooks/mail/a.html:2: Unclosed tag."],
    ["{{a}}\n{{b\n<p>\n", "pb_hooks/mail/a.html:2: Unclosed tag."],
    ["\n{{{b}} <p>\n{{c}}\n", "pb_hooks/mail/a.html:2: Unclosed tag."],
    ["{{=<% %>=}}", "pb_hooks/mail/a.html:1: Changing the delimiters"],
  ])("refuses %j", (text, message) => {
    expect(() => flatten(source(text), find)).toThrow(message);
  });
});

describe("inlineStyles", () => {
  const inlined = (css: string, body: string) =>
    inlineStyles(source(`<style>${css}</style>${body}`));

  it.each([
    ["an element", "p { color: red }", "<p>x", '<p style="color: red">x'],
    [
      "the cascade",
      ".a{color:red} p.a{color:blue} p{color:green;margin:0}",
      '<p class="a">',
      '<p style="margin:0; color:blue" class="a">',
    ],
    [
      "the own style last",
      "p{margin:0}",
      "<p style='color: red;'>",
      '<p style="margin:0; color: red;">',
    ],
    [
      "important",
      "p{color:red!important} .b{color:blue}",
      '<p class="b">',
      '<p style="color:red!important; color:blue" class="b">',
    ],
    [
      "a fallback value",
      "p{color:red;color:oklch(0 0 0)}",
      "<p>",
      '<p style="color:red; color:oklch(0 0 0)">',
    ],
    ["quotes", 'p{font:"A B"}', "<p>", `<p style="font:'A B'">`],
    ["both quotes", `p{a:"x";b:'y'}`, "<p>", `<p style="a:&quot;x&quot;; b:'y'">`],
    [
      "descendants and children",
      "td > b{x:1} table i{y:2}",
      "<table><tr><td><b><i>",
      '<table><tr><td><b style="x:1"><i style="y:2">',
    ],
    [
      "cells without end tags",
      "tr > td + td{x:1}",
      "<tr><td>a<td>b<tr><td>c",
      '<tr><td>a<td style="x:1">b<tr><td>c',
    ],
    ["attributes", "[align=right]{x:1}", "<td ALIGN=right>", '<td style="x:1" ALIGN=right>'],
    ["lists of selectors", "h1, h2{x:1}", "<h1><h2>", '<h1 style="x:1"><h2 style="x:1">'],
  ])("writes %s", (_, css, body, expected) => expect(inlined(css, body)).toBe(expected));

  const media = (css: string) => `@media (max-width: 9px) { ${css} }`;
  it.each([
    ["a rule in @media", ".a{x:1 !important}", media(".a{x:2!important}"), "x:1"],
    [
      "one at any depth",
      ".a{x:1!important}",
      `@supports (y:1) { ${media("p{x:2} .a{x:2!important}")} }`,
      "x:1",
    ],
    ["one of a part", ".a{margin:0!important}", media(".a{margin-left:1px!important}"), "margin:0"],
    [
      "one of the whole",
      ".a{border-top:0!important}",
      media(".a{border:1px!important}"),
      "border-top:0",
    ],
    ["a font", ".a{line-height:1!important}", media(".a{font:9px a!important}"), "line-height:1"],
    ["a pseudo class", ".a{x:1!important}", ".a:not(.b):hover {x:2!important}", "x:1"],
    ["a dark mode", ".a{x:1!important}", "[data-ogsc] .a {x:2!important}", "x:1"],
    [
      "a selector that cannot be read",
      ".a{x:1!important}",
      media(".a:is(p:nth-child(2)){x:2!important}"),
      "x:1",
    ],
  ])("lets %s win over what was important", (_, base, kept, style) => {
    const html = inlined(`${base} ${kept}`, '<p class="a">');
    expect(html).toBe(`<style>${kept}</style><p style="${style}" class="a">`);
  });

  it.each([
    ["another property", ".a{x:1!important}", media(".a{y:2!important}")],
    ["another element", ".a{x:1!important}", media("div, .b{x:2!important}")],
    ["a pseudo element", ".a{x:1!important}", ".a::before {x:2!important}"],
    ["a weaker selector", "p.a{x:1!important}", media(".a{x:2!important}")],
    ["a rule that is not important", ".a{x:1!important}", media(".a{x:2}")],
    ["a frame of an animation", ".a{x:1!important}", "@keyframes a { p{x:2!important} }"],
  ])("keeps !important beside %s", (_, base, kept) => {
    const html = inlined(`${base} ${kept}`, '<p class="a">');
    expect(html).toBe(`<style>${kept}</style><p style="x:1!important" class="a">`);
  });

  it("keeps !important beside an earlier rule of the same weight", () => {
    const kept = media(".a{x:2!important}");
    expect(inlined(`${kept} .a{x:1!important}`, '<p class="a">')).toContain("x:1!important");
    expect(inlined(`.a{x:1!important} ${kept} .a{x:3!important}`, '<p class="a">')).toContain(
      'style="x:3!important"',
    );
  });

  it("keeps what was important above the own style of the element", () => {
    const css = `.a{x:1!important;y:1} ${media(".a{x:2!important}")}`;
    expect(inlined(css, '<p class="a" style="x:3;">')).toContain('style="y:1; x:3; x:1"');
    expect(inlined(css, '<p class="a" style="x:3!important">')).toContain(
      'style="y:1; x:3!important; x:1"',
    );
  });

  it("lets a class that comes with the mail win", () => {
    const css = ".a{x:1!important} .a.paid{x:2!important}";
    expect(inlined(css, '<p class="a {{s}}">')).toBe(
      `<style>${css}</style><p style="x:1" class="a {{s}}">`,
    );
  });

  it("lets a style with a medium or a value win, which is not changed", () => {
    for (const open of [
      "<style media='(max-width: 9px)'>",
      "<style>/*{{c}}*/",
      "<style data-keep>",
    ]) {
      const kept = `${open}.a{x:2!important}</style>`;
      const html = `<style>.a{x:1!important}</style>${kept}<p class="a">`;
      expect(inlineStyles(source(html))).toBe(`${kept}<p style="x:1" class="a">`);
    }
  });

  it("keeps rules that a style attribute cannot express", () => {
    const kept = "@media (max-width: 5px) { p { color: red } }\na:hover { color: blue }";
    expect(inlined(`p{x:1}\n${kept}`, "<p>")).toBe(`<style>${kept}</style><p style="x:1">`);
  });

  it("keeps rules that match no element: a mail program's own page may have it", () => {
    expect(inlined("#outlook a, p{x:1} u + .body{y:2}", "<p>")).toBe(
      '<style>#outlook a {x:1}\nu + .body {y:2}</style><p style="x:1">',
    );
  });

  it("touches nothing else: comments, tags and values of the template", () => {
    const body = `<!DOCTYPE html><!--[if mso]><style>p{x:2}</style><p class="a"><![endif]--><![if !mso]>
<A HREF="{{url}}"  title='a > b'>{{#x}}<p class="a">{{{y}}}</p>{{/x}}</A> <br/> & &nbsp; {{^z}}`;
    expect(inlined(".a{x:1}", body)).toBe(body.replace(/<p (?=class="a">\{)/, '<p style="x:1" '));
  });

  it("leaves a style with values, a medium or data-keep alone", () => {
    const styles =
      "<style>p{color:{{c}}}</style><style media=print>p{x:1}</style><style data-keep>p{x:1}</style><p>";
    expect(inlineStyles(source(styles))).toBe(styles);
  });

  it("keeps all rules for a class that comes with the mail", () => {
    expect(inlined("p{x:1} .paid{y:2}", '<p class="{{s}}">')).toBe(
      '<style>p{x:1} .paid{y:2}</style><p style="x:1" class="{{s}}">',
    );
  });

  it("ends on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."<>/\"'=p {}!-a;:@.") }), (text) => {
        try {
          inlineStyles(source(`<style>${text}</style>${text}`));
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
        toText(text);
      }),
      { numRuns: 500 },
    );
  });
});

/**
 * How many characters `indexOf` and `slice` walk over or copy meanwhile: by them HTML is taken
 * apart.
 */
function walking<T>(run: () => T): { result: T; characters: number } {
  const { indexOf, slice } = String.prototype;
  let characters = 0;
  const replace = (own: object) => void Object.assign(String.prototype, own);
  replace({
    indexOf(this: string, text: string, from = 0) {
      const found = indexOf.call(this, text, from);
      characters += (found < 0 ? this.length : found) - from;
      return found;
    },
    slice(this: string, ...range: number[]) {
      const part = slice.apply(this, range as [number]);
      characters += part.length;
      return part;
    },
  });
  try {
    const result = run();
    return { result, characters };
  } finally {
    replace({ indexOf, slice });
  }
}

describe("toText", () => {
  it.each([
    ["<p>Hello <b>Ada</b>,\n  how are\tyou?</p><p>Fine.", "Hello Ada, how are you?\n\nFine."],
    [
      '<a href="https://a.example/x?a=1&amp;b=2">Pay</a> now',
      "Pay (https://a.example/x?a=1&b=2) now",
    ],
    ['<a href="https://a.example/">a.example</a> <a href="#top">top</a>', "a.example top"],
    ['<a href="mailto:a@b.co">a@b.co</a>, <a href="tel:+49">call</a>', "a@b.co, call (+49)"],
    ['<a href="https://a.b"><img src="x" alt="Logo"></a>', "Logo (https://a.b)"],
    ["<h1>Big</h1>text<br>next<div>a</div><div>b</div>", "Big\n\ntext\nnext\na\nb"],
    ["<ul><li>a<li>b<ol><li>c</li><li><p>d</p></ol></ul>end", "- a\n- b\n  1. c\n  2. d\n\nend"],
    ["<ol start=3><li>a</li></ol>", "3. a"],
    ["<table><tr><th>Mug</th><td>€ 1</td></tr><tr><td>Bag<td>€ 2</table>", "Mug  € 1\nBag  € 2"],
    ["<table><tr><td><table><tr><td>a<td>b</table></td></tr></table>", "a  b"],
    ["a&nbsp;&euro;&uuml;&#8364;&#x20AC;&amp;lt;&nope;&#0;&shy;", "a €ü€€&lt;&nope;\uFFFD"],
    ["<head><title>T</title><style>p{}</style></head><script>a<b</script><!-- c --><p>x", "x"],
    ["<!--[if mso]><p>Outlook</p><![endif]--><![if !mso]>x<![endif]>", "x"],
    [
      '<div style="display: NONE">pre<div>view</div></div><p hidden>no</p><p class="hidden">yes',
      "yes",
    ],
    ["<head><title>T</title><body>x<p hidden>no<p>yes", "x\n\nyes"],
    ["<b>a</b>&nbsp;<b>b</b>", "a b"],
    ["<blockquote>said<br>so</blockquote>me", "> said\n> so\n\nme"],
    ["<pre>a\n  b</pre>", "a\n  b"],
    ["a<hr>b", "a\n\n---\n\nb"],
    ["1 < 2 and <b", "1 < 2 and <b"],
    ["", ""],
  ])("%s", (html, text) => expect(toText(html)).toBe(text));

  const icon = (n: number, alt = "") => `<a href="https://${n}.example"><img alt="${alt}"></a>`;
  it.each([
    ["icons", icon(1) + icon(2), "https://1.example https://2.example"],
    [
      "icons with words",
      icon(1, "A") + icon(2, "B"),
      "A (https://1.example) B (https://2.example)",
    ],
    [
      "words",
      '<a href="https://a.example">One</a><a href="https://b.example">Two</a>',
      "One (https://a.example) Two (https://b.example)",
    ],
    [
      "addresses",
      '<a href="https://a.example">a.example</a><a href="mailto:b@b.co">b@b.co</a>',
      "a.example b@b.co",
    ],
    ["anchors", '<a href="#a">One</a><b><a href="#b">Two</a></b>', "One Two"],
    ["an icon and text around it", `Follow${icon(1)}us`, "Follow https://1.example us"],
    ["a link and a word", '<a href="https://a.example">One</a>two', "One (https://a.example) two"],
    [
      "but not a link and its punctuation",
      `(<a href="https://a.example">One</a>), ${icon(1)}. (${icon(2)})`,
      "(One (https://a.example)), https://1.example. (https://2.example)",
    ],
    [
      "cells",
      `<table><tr><td>${icon(1)}<td>${icon(2)}</table>`,
      "https://1.example  https://2.example",
    ],
    ["items", `<ul><li>${icon(1)}<li>${icon(2)}</ul>`, "- https://1.example\n- https://2.example"],
    ["lines", `${icon(1)}<br>${icon(2)}`, "https://1.example\nhttps://2.example"],
    ["images", '<img alt="A"><img><img alt="B">c, <img alt="D">!', "A B c, D!"],
    ["buttons", "<button>A</button><button>B</button>c<button>D</button>", "A B c D"],
    ["but no parts of a word", "<b>un</b>read<i>able</i>, <a>un</a>read", "unreadable, unread"],
  ])("keeps apart %s", (_, html, text) => expect(toText(html)).toBe(text));

  const item = (_: unknown, i: number) => `${"  ".repeat(Math.min(i, 8))}- x`;
  it.each<[piece: string, text: (count: number) => string]>([
    ['<a "', (count) => '<a "'.repeat(count)],
    ["<a '>\"", (count) => '"'.repeat(count / 2)],
    ["<!--", () => ""],
    ["<ul><li>x", (count) => Array.from({ length: count }, item).join("\n")],
    ["<a href=x>y", (count) => "y".repeat(count)],
    ["</title", (count) => "</title".repeat(count)],
    ["<title>x</", () => ""],
    ["<b hidden>", () => ""],
    ["&#1", (count) => "&#1".repeat(count)],
  ])("looks at each place of a megabyte of %s a few times", (piece, text) => {
    const count = 2 * Math.floor(500_000 / piece.length);
    const html = piece.repeat(count);
    const { result, characters } = walking(() => toText(html));
    // Not `toBe`, which would print both.
    expect(result === text(count)).toBe(true);
    expect(characters / html.length).toBeLessThan(10);
  });

  it("gives back any text that was escaped", () => {
    const words = anyText().map((text) => text.replace(/[\s\u00AD]+/g, "x"));
    fc.assert(
      fc.property(words, (text) => {
        const html = `<p>${Mustache.render("{{text}}", { text })}</p>`;
        expect(toText(html)).toBe(text);
      }),
    );
  });
});

describe("a document", () => {
  it("has its title for a subject", () => {
    expect(titleOf(source("<title>\n A &amp; {{b}} </title>")).text.trim()).toBe("A & {{b}}");
    expect(() => titleOf(source("<p>"))).toThrow(
      "has no subject. Make pb_hooks/mail/a.subject.txt",
    );
  });

  it("takes a plain-text part escaped", () => {
    expect(escapeText("a < b & {{{c}}} {{& d }} {{#e}}")).toBe(
      "a &lt; b &amp; {{c}} {{ d }} {{#e}}",
    );
  });

  it.each(["<a href={{url}}>", "<a {{all}}>", "<{{tag}}>", "<p title={{{x}}} class='a'>"])(
    "with %s is refused: a value could leave its place",
    (html) => expect(() => refuseBareValues(source(html))).toThrow(html),
  );

  it("may choose attributes", () =>
    refuseBareValues(source('<p {{#a}}class="{{b}}"{{/a}}>{{c}}</p>')));

  it("names its images, which are no paths and no values", () => {
    const html = `<img src="cid:a.png"><td background='cid:b-1.jpg'><p style="x: url(cid:a.png)">cid:no`;
    expect(imagesOf(source(html))).toEqual(["a.png", "b-1.jpg"]);
    for (const name of ["../a.png", "a/b.png", "{{x}}.png", ".env", "%2e%2e"]) {
      expect(() => imagesOf(source(`<img src="cid:${name}">`))).toThrow("Expected the name");
    }
  });
});
