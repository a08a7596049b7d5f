// An SMTP server that gives the replies that a test has written, right or wrong.
import { type AddressInfo, createServer } from "node:net";

type Step = "greeting" | "EHLO" | "AUTH" | "MAIL" | "RCPT" | "DATA" | ".";
/**
 * The replies by command; "" hangs up. Any other command gets a correct reply. The reply to a mail
 * may depend on it.
 */
export type SmtpScript = Partial<Record<Exclude<Step, ".">, string>> & {
  "."?: string | ((mail: string) => string);
};

const GOOD: Record<Step, string> = {
  greeting: "220 ready",
  EHLO: "250-here\r\n250 AUTH PLAIN",
  AUTH: "235 welcome",
  MAIL: "250 ok",
  RCPT: "250 ok",
  DATA: "354 go on",
  ".": "250 taken",
};

/** Starts the server and returns its port. */
export async function startScripted(script: SmtpScript, cleanup: (end: () => void) => void) {
  const replies: Record<string, string | ((mail: string) => string)> = { ...GOOD, ...script };
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.setNoDelay(true);
    const reply = (step: string, mail = "") => {
      const said = replies[step] ?? "250 ok";
      const text = typeof said === "string" ? said : said(mail);
      if (text === "") socket.destroy();
      else socket.write(`${text}\r\n`);
    };
    let inData = false;
    let rest = "";
    let mail = "";
    socket.on("data", (chunk) => {
      const lines = (rest + chunk).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (inData && line !== ".") {
          mail += `${line}\n`;
          continue;
        }
        const step = inData ? "." : line.slice(0, 4).toUpperCase();
        inData = step === "DATA";
        reply(step, mail);
        mail = "";
      }
    });
    reply("greeting");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanup(() => void server.close());
  return (server.address() as AddressInfo).port;
}
