// These clients cost as little as possible, because they share the processors with the server: an
// HTTP client takes a fifth of both to send 3 KB. Each request is signed and made before the first
// one is sent.
import { connect, type Socket } from "node:net";
import { signedEvent } from "./receiver.ts";

/** The requests per second of one client; no server answers more. */
const MAX_RATE = 150;

export interface Sending {
  clients: number;
  seconds: number;
}

/**
 * Each client sends the next event when the last one is answered with a 200. Returns the
 * milliseconds of each request.
 */
export async function sendEvents(url: string, { clients, seconds }: Sending): Promise<number[]> {
  const requests = Array.from({ length: clients * seconds * MAX_RATE }, () => requestTo(url));
  const end = performance.now() + seconds * 1000;
  const next = () => (performance.now() < end ? requests.pop() : undefined);
  const times: number[] = [];
  await Promise.all(Array.from({ length: clients }, () => client(url, next, times)));
  if (requests.length === 0) throw new Error("the clients ran out of events");
  return times;
}

function requestTo(url: string): Buffer {
  const { body, headers } = signedEvent();
  const lines = Object.entries({ ...headers, host: new URL(url).host }).map((pair) =>
    pair.join(": "),
  );
  const head = [
    "POST /api/bundle/receive/stripe HTTP/1.1",
    ...lines,
    `content-length: ${body.length}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function client(url: string, next: () => Buffer | undefined, times: number[]): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    let sentAt = 0;
    const send = () => {
      const request = next();
      if (!request) {
        socket.end();
        return resolve();
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on("connect", send).on("error", reject);
    onAnswer(socket, (answer) => {
      if (!answer.startsWith("HTTP/1.1 200 ")) return reject(new Error(`an answer was ${answer}`));
      times.push(performance.now() - sentAt);
      send();
    });
  });
}

/**
 * Reads an answer with a `Content-Length`, which all of PocketBase's answers to these requests
 * have.
 */
function onAnswer(socket: Socket, take: (answer: string) => void) {
  let received = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    received += text;
    const end = received.indexOf("\r\n\r\n") + 4;
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(received) ?? [];
    if (end < 4 || received.length < end + Number(length)) return;
    const answer = received;
    received = "";
    take(answer);
  });
}
