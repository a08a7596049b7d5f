// `npm run mutation` takes minutes, so it does not run with each change. This test checks that its
// defects still have a place in the sources.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { DEFECTS } from "./defects.mjs";

interface Defect {
  what: string;
  file: string;
  from: string;
  also?: Defect;
}
const placesOf = ({ file, from, also }: Defect): number[] => [
  readFileSync(file, "utf8").split(from).length - 1,
  ...(also ? placesOf(also) : []),
];

it.each(DEFECTS as Defect[])("there is one place for: $what", (defect) => {
  expect(new Set(placesOf(defect))).toEqual(new Set([1]));
});
