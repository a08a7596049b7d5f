// A local stand-in for the mail services' APIs. It keeps every request, and gives the answers that
// a test chooses.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  method: string;
  path: string;
  host: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Each service's answer to a mail that it accepts. */
const ACCEPTED: [path: RegExp, body: object][] = [
  [/^\/emails$/, { id: "49a3999c-0ce1-4ea6-ab68-afcd6dc2e794" }],
  [/^\/email$/, { ErrorCode: 0, Message: "OK", MessageID: "b7bc2f4a-e38e-4336-af7d-e6c392c2f817" }],
  [/^\/v3\//, { id: "<20260101.1@mg.example.com>", message: "Queued. Thank you." }],
  [/^\/v2\/email\/outbound-emails$/, { MessageId: "010001-abc" }],
];

export async function startMailService(cleanup: (end: () => Promise<void>) => void) {
  const received: Received[] = [];
  let next: Answer | "hang" | undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url: path = "", headers } = request;
    const body = Buffer.concat(chunks);
    received.push({ method, path, host: headers.host ?? "", headers, body });
    const answer = next ?? {};
    next = undefined;
    if (answer === "hang") return;
    const accepted = ACCEPTED.find(([pattern]) => pattern.test(path))?.[1];
    const content = answer.body ?? accepted ?? {};
    response.writeHead(answer.status ?? 200, answer.headers);
    response.end(typeof content === "string" ? content : JSON.stringify(content));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  cleanup(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    /** Returns the last request, with its body as JSON. */
    last() {
      const request = received.at(-1);
      if (!request) throw new Error("nothing was received");
      return request;
    },
    answerNext(answer: Answer | "hang") {
      next = answer;
    },
  };
}
