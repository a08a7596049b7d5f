// One connection to a server, on which a test sends bytes as they are.
import { connect } from "node:net";

/** What the server has answered on one connection. */
export interface Answers {
  statuses: number[];
  /** The answers as they came. */
  text: string;
  /** Whether the server has ended the connection, instead of taking a next request. */
  ended: boolean;
}

interface Options {
  /** Whether the client's half of the connection ends after the text. Default: false. */
  ends?: boolean;
}

/**
 * Go's server refuses this request before any handler sees it, and ends the connection: its answer
 * shows that the connection went on until here, and nothing waits for a silence.
 */
const LAST = "GET / HTTP/1.1\r\nHost: x\r\nExpect: the end\r\n\r\n";
const REFUSED = "HTTP/1.1 417 ";

/** In milliseconds. It ends a test whose server neither answers nor ends the connection. */
const TIMEOUT = 45_000;

/** Sends the text, and returns the answers on the connection when the server has ended it. */
export function answersTo(url: string, text: string, { ends = false }: Options = {}) {
  const isLast = ends || /^connection: close\r$/im.test(text);
  return new Promise<Answers>((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let seen = "";
    socket.setEncoding("latin1");
    socket.setTimeout(TIMEOUT, () => {
      socket.destroy();
      reject(new Error(`The server has not ended the connection after:\n${seen}`));
    });
    socket.on("data", (data) => {
      seen += data;
    });
    socket.on("close", () => resolve(answersIn(seen)));
    // A server that ends the connection may do so while the client still sends.
    socket.on("error", () => {});
    socket.write(isLast ? text : text + LAST);
    if (ends) socket.end();
  });
}

function answersIn(seen: string): Answers {
  const end = seen.lastIndexOf(REFUSED);
  const text = end < 0 ? seen : seen.slice(0, end);
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));
  return { statuses, text, ended: end < 0 };
}
