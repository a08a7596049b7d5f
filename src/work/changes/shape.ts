import * as v from "valibot";
import { texts } from "../../lib/shape.ts";
import { ON } from "./listen.ts";

/** The shape of `on` in a listener. */
export const changeNames = v.pipe(
  texts,
  v.check(
    (value) => [value].flat().every((item) => ON.test(item)),
    'Expected "<collection>:<create|update|delete|*>", for example "orders:create".',
  ),
);
