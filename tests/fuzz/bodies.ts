// Bodies of requests: what a route expects in each form that it can be sent in, and broken ones.
import { gzipSync } from "node:zlib";
import { damaged } from "./mutations.ts";
import type { Random } from "./random.ts";
import { anyJson, anyText, type Fields, members, objectText } from "./values.ts";

export interface Body {
  type: string;
  bytes: Buffer;
  headers?: [name: string, value: string][];
}

type Form = [name: string, text: string][];
const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
const BOUNDARY = "fuzz";

/** A form has the text of a value without its quotes. */
const bare = (text: string): string => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
};
const encoded = (text: string) => encodeURIComponent(Buffer.from(text).toString());

export const formText = (form: Form): string =>
  form.map(([name, text]) => `${encoded(name)}=${encoded(bare(text))}`).join("&");

function multipart(random: Random, form: Form, files: readonly string[]): Buffer {
  const part = (head: string, content: string | Buffer) =>
    Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from("\r\n"),
    ]);
  const fields = form.map(([name, text]) => part(`name="${name}"`, bare(text)));
  const uploads = files.map((name) => {
    const file = random.pick(["a.png", "../../x.js", "ä\\.txt", "", 'q".txt', "a".repeat(300)]);
    const content = random.pick(["\x89PNG\r\n\x1a\n", "text", "", "x".repeat(20_000)]);
    return part(`name="${name}"; filename="${file}"`, Buffer.from(content, "latin1"));
  });
  const end = random.pick([`--${BOUNDARY}--\r\n`, `--${BOUNDARY}--\r\n`, `--${BOUNDARY}`, ""]);
  return Buffer.concat([...fields, ...uploads, Buffer.from(end)]);
}

const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;
const TYPES = [
  JSON_TYPE,
  FORM_TYPE,
  MULTIPART,
  "multipart/form-data",
  "text/plain",
  "text/xml",
  "",
  "application/json; charset=utf-16",
  "APPLICATION/JSON",
  'a/b; c="',
  "application/octet-stream",
];

type Make = (random: Random, form: Form, files: readonly string[]) => Body;
const jsonBody: Make = (_, form) => ({ type: JSON_TYPE, bytes: Buffer.from(objectText(form)) });
const multipartBody: Make = (random, form, files) => ({
  type: MULTIPART,
  bytes: multipart(random, form, files.length > 0 || random.chance(0.5) ? files : ["file"]),
});

const KINDS: { weight: number; make: Make }[] = [
  { weight: 45, make: jsonBody },
  { weight: 8, make: (_, form) => ({ type: FORM_TYPE, bytes: Buffer.from(formText(form)) }) },
  { weight: 10, make: multipartBody },
  {
    weight: 8,
    make: (random, ...rest) => ({
      ...jsonBody(random, ...rest),
      bytes: damaged(random, jsonBody(random, ...rest).bytes),
    }),
  },
  {
    weight: 6,
    make: (random, ...rest) => ({
      type: MULTIPART,
      bytes: damaged(random, multipartBody(random, ...rest).bytes),
    }),
  },
  {
    weight: 4,
    make: (random, form) => ({
      type: FORM_TYPE,
      bytes: damaged(random, Buffer.from(formText(form))),
    }),
  },
  { weight: 6, make: (random) => ({ type: JSON_TYPE, bytes: Buffer.from(anyJson(random)) }) },
  {
    weight: 4,
    make: (random, ...rest) => ({ ...jsonBody(random, ...rest), type: random.pick(TYPES) }),
  },
  {
    weight: 3,
    make: (random, form) => ({
      type: random.pick(TYPES),
      bytes: Buffer.from(`@jsonPayload=${encoded(objectText(form))}`),
    }),
  },
  {
    weight: 2,
    make: (random) => ({ type: random.pick(TYPES), bytes: Buffer.from(anyText(random)) }),
  },
  {
    weight: 2,
    make: (random, ...rest) => ({
      type: JSON_TYPE,
      bytes: gzipSync(jsonBody(random, ...rest).bytes),
      headers: [["Content-Encoding", "gzip"]],
    }),
  },
  {
    weight: 1,
    make: (random) => ({
      type: random.pick(TYPES),
      bytes: Buffer.from(random.pick(["[", "x", " "]).repeat(random.pick([2000, 70_000, 300_000]))),
    }),
  },
  { weight: 1, make: () => ({ type: "", bytes: Buffer.alloc(0) }) },
];

/** A body for a route that expects these fields. */
export const bodyOf = (random: Random, fields: Fields, files: readonly string[] = []): Body =>
  random.weighed(KINDS).make(random, members(random, fields), files);
