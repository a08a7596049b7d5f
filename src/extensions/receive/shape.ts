import { check, picklist, pipe, record, regex, string } from "valibot";
import { fn, optional, shape, texts } from "../../kernel/shape.ts";
import type { Source } from "./options.ts";

const SCHEMES = ["stripe"] as const;

const sourceShape = shape({
  scheme: optional(picklist(SCHEMES)),
  secret: texts,
  on: record(string(), fn<Source["on"][string]>()),
});

const sourceName = pipe(
  string(),
  regex(
    /^[a-z0-9][a-z0-9-]*$/,
    "Expected lower-case letters, digits and dashes: it is a part of the route.",
  ),
);

export const receiveShape = pipe(
  record(sourceName, sourceShape),
  check(
    (sources) => Object.entries(sources).every(([name, { scheme }]) => scheme || isScheme(name)),
    `A source whose name is not a scheme needs "scheme": one of ${SCHEMES.join(", ")}.`,
  ),
);

const isScheme = (name: string) => SCHEMES.some((scheme) => scheme === name);
