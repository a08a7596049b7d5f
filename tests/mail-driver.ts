// The tests of the transports share these hook files, which hand one mail to one transport and
// report the result.
import { buildSync } from "esbuild";
import type { Files } from "../kit/testing/index.ts";
import type { MailOptions } from "../src/extensions/mail/options.ts";
import type { OutgoingMail } from "../src/extensions/mail/transports/transport.ts";

export interface Outcome {
  end: "accepted" | "permanent" | "temporary" | "thrown";
  message: string | null;
  retryAfter: number | null;
  milliseconds: number;
}

/** With `gone`, the file is removed before it is read. */
type TestFile = Omit<OutgoingMail["attachments"][number], "file"> & { path: string; gone?: true };
export type TestMail = Omit<OutgoingMail, "attachments"> & { attachments: TestFile[] };

export interface Order {
  transport: MailOptions["transport"];
  mail: TestMail;
  /** Seconds that a service which hangs is waited for, instead of 30. */
  timeout?: number;
}

/** Returns a module of the sources as a file that hooks can require. */
export function required(contents: string): string {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: "." },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "neutral",
    target: "es2022",
  });
  return outputFiles[0]?.text ?? "";
}

const TRANSPORTS = `export { transportOf } from "./src/extensions/mail/transports/index.ts";
  export { PermanentFailure, TemporaryFailure } from "./src/extensions/mail/transports/transport.ts";`;

/** With the time that an order gives its request. */
function impatient(transports: string): string {
  const text = transports.replace("timeout: TIMEOUT", "timeout: globalThis.testTimeout ?? TIMEOUT");
  if (text === transports) throw new Error("The transports have no `timeout: TIMEOUT` to replace.");
  return text;
}

/** `POST /transport` with an `Order`; answers an `Outcome`. */
export function driver(): Files {
  return {
    "transports.js": impatient(required(TRANSPORTS)),
    "driver.pb.js": `routerAdd("POST", "/transport", (e) => {
      const { transportOf, PermanentFailure, TemporaryFailure } = require(__hooks + "/transports.js");
      const { transport, mail, timeout } = JSON.parse(toString(e.request.body));
      globalThis.testTimeout = timeout;
      mail.attachments = mail.attachments.map((file) => {
        const stored = $filesystem.fileFromPath(file.path);
        if (file.gone) $os.remove(file.path);
        return { ...file, file: stored };
      });
      const begin = Date.now();
      const outcome = (end, error) => e.json(200, {
        end, message: error?.message, retryAfter: error?.retryAfter, milliseconds: Date.now() - begin,
      });
      try {
        transportOf(transport)($app, mail);
      } catch (error) {
        const end = error instanceof PermanentFailure ? "permanent" : error instanceof TemporaryFailure ? "temporary" : "thrown";
        return outcome(end, error);
      }
      return outcome("accepted");
    });`,
  };
}

export const address = (address: string, name = "") => ({ name, address });

/** A mail with everything except files. */
export const mail = (own: Partial<TestMail> = {}): TestMail => ({
  id: "mail00000000001",
  from: address("shop@example.com", 'Müller, "Inc"'),
  to: [address("ada@example.com", "Ada"), address("bob@example.com")],
  cc: [],
  bcc: [],
  replyTo: [],
  subject: "Grüße",
  html: "<p>Hällo & more</p>",
  text: "Hällo & more",
  headers: {},
  attachments: [],
  category: "transactional",
  ...own,
});

export const KEY = "key-that-nobody-may-see";
/** The options of each service, at this address. */
export const providers = (url: string) =>
  ({
    resend: { provider: "resend", key: KEY, url },
    postmark: { provider: "postmark", key: KEY, url },
    mailgun: { provider: "mailgun", key: KEY, domain: "mg.example.com", url },
    ses: {
      provider: "ses",
      region: "eu-central-1",
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: KEY,
      url,
    },
  }) as const;
