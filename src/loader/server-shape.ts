import * as v from "valibot";
import type { ServerOptions } from "../contract/server.ts";
import { optional, shape } from "../lib/shape.ts";
import { mismatchWith } from "../lib/shape-messages.ts";

/** The shape of `server` in the config. */
export const serverShape = shape<Record<keyof ServerOptions, v.GenericSchema>>({
  keepAlive: optional(
    v.custom(
      (value) => typeof value === "boolean" || value === "auto",
      mismatchWith('true or false, or "auto"'),
    ),
  ),
});
