import { malformed, type Scheme } from "./scheme.ts";

const PREFIX = "sha256=";

/** GitHub sends `X-Hub-Signature-256: sha256=…` over the body. */
export const github: Scheme = {
  encoding: "hex",
  tolerance: 0,
  read({ header, body }) {
    const value = header("X-Hub-Signature-256");
    return value.startsWith(PREFIX)
      ? { signed: body, signatures: [value.slice(PREFIX.length)] }
      : malformed("X-Hub-Signature-256");
  },
};
