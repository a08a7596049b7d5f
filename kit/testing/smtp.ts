import type { AddressInfo } from "node:net";
import type { ParsedMail } from "mailparser";
import type PocketBase from "pocketbase";
import { refuseUnknownKeys } from "./known-keys.ts";
import { optional } from "./optional.ts";
import { until } from "./wait.ts";

export interface Smtp {
  readonly port: number;
  /** All mails accepted so far, in order. */
  readonly mails: readonly ParsedMail[];
  /**
   * Waits until at least `count` mails have come, and returns them. Rejects after `timeout`
   * milliseconds, by default 10,000.
   */
  waitFor(count: number, timeout?: number): Promise<readonly ParsedMail[]>;
  /**
   * Refuses the next mails with this SMTP code: 4xx makes senders try again later, 5xx is
   * permanent.
   */
  refuseNext(count?: number, code?: number): void;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface SmtpOptions {
  /** Gets a function that stops the catcher: pass vitest's `onTestFinished` or `afterAll`. */
  cleanup?: (end: () => Promise<void>) => void;
}

/** Starts a real SMTP server on a free loopback port. It keeps every mail and delivers none. */
export async function startSmtp(options: SmtpOptions = {}): Promise<Smtp> {
  refuseUnknownKeys("startSmtp()", options, { cleanup: true });
  const { SMTPServer } = optional<typeof import("smtp-server")>("smtp-server", "startSmtp()");
  const { simpleParser } = optional<typeof import("mailparser")>("mailparser", "startSmtp()");
  const mails: ParsedMail[] = [];
  let refuse = { count: 0, code: 451 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        if (refuse.count > 0) {
          refuse.count--;
          return done(
            Object.assign(new Error("refused by the test"), { responseCode: refuse.code }),
          );
        }
        mails.push(mail);
        done();
      }, done);
    },
  });
  // A client that hangs up in the middle of a mail must not end the test process.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => new Promise<void>((resolve) => server.close(resolve));
  options.cleanup?.(stop);
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    waitFor: (count, timeout) =>
      until(
        () => (mails.length >= count ? mails : undefined),
        () => `${count} mails; came: ${mails.map((mail) => mail.subject).join(", ") || "none"}`,
        timeout,
      ),
    refuseNext(count = 1, code = 451) {
      refuse = { count, code };
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Makes a server send its mail to the catcher. */
export async function useSmtp(pb: PocketBase, smtp: Smtp): Promise<void> {
  await pb.settings.update({
    smtp: {
      enabled: true,
      host: "127.0.0.1",
      port: smtp.port,
      tls: false,
      username: "",
      password: "",
    },
  });
}
