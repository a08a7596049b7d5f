// A client that writes bytes as they are, and reads one answer. An HTTP library would refuse most of
// what is sent here.
import { connect, type Socket } from "node:net";
import type { FuzzRequest } from "./request.ts";

export interface Answer {
  /** 0 when the connection ended without an answer, -1 when nothing came in time. */
  status: number;
  body: string;
  /** What came behind the answer, which belongs to no request. */
  rest: string;
  /** Whether the server ends the connection after it. */
  closes: boolean;
}

/** How long an answer may take, in milliseconds. */
export const PATIENCE = 20_000;

const ENDS = ["error", "close", "end"];
const ignore = () => {};

/** One connection, which is made anew whenever the server or a request has ended it. */
export class Client {
  #socket: Socket | undefined;
  /** The request that was sent on the connection before. */
  previous: number | undefined;

  constructor(private readonly port: number) {}

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.previous = undefined;
  }

  ask({
    bytes,
    after,
    isWhole,
    method,
  }: Pick<FuzzRequest, "bytes" | "after" | "isWhole" | "method">): Promise<Answer> {
    if (this.#socket?.destroyed) this.close();
    const socket = this.#socket ?? connect({ port: this.port, host: "127.0.0.1", noDelay: true });
    this.#socket = socket;
    return new Promise((resolve) => {
      let seen: Buffer = Buffer.alloc(0);
      const finish = (answer: Answer, isOpen: boolean) => {
        socket.off("data", onData).off("timeout", onTimeout).setTimeout(0);
        for (const event of ENDS) socket.off(event, onEnd);
        socket.on("error", ignore);
        if (!isOpen || !isWhole) this.close();
        resolve(answer);
      };
      const onEnd = () =>
        finish(
          answerIn(seen, method, true) ?? { status: 0, body: "", rest: "", closes: true },
          false,
        );
      const onTimeout = () =>
        finish({ status: -1, body: seen.toString("latin1"), rest: "", closes: true }, false);
      const onData = (data: Buffer) => {
        seen = seen.length === 0 ? data : Buffer.concat([seen, data]);
        const answer = answerIn(seen, method, false);
        if (answer) finish(answer, !answer.closes);
      };
      socket.off("error", ignore).on("data", onData).setTimeout(PATIENCE, onTimeout);
      for (const event of ENDS) socket.on(event, onEnd);
      if (after === "leave")
        socket.write(bytes, () => finish({ status: 0, body: "", rest: "", closes: true }, false));
      else if (after === "end") socket.end(bytes);
      else socket.write(bytes);
    });
  }
}

/** Returns the answer once it is complete. `isOver` says that nothing more will come. */
function answerIn(seen: Buffer, method: string, isOver: boolean): Answer | undefined {
  const end = seen.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = seen.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  if (status < 200) return answerIn(seen.subarray(end + 4), method, isOver);
  const answer = (from: number, to: number): Answer => ({
    status,
    body: seen.toString("latin1", from, Math.min(to, from + 2000)),
    rest: seen.toString("latin1", to, to + 200),
    closes: /^connection: close/im.test(head),
  });
  const begin = end + 4;
  if (method === "HEAD" || status === 204 || status === 304) return answer(begin, begin);
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  if (length !== undefined) {
    const to = begin + Number(length);
    return seen.length >= to || isOver ? answer(begin, to) : undefined;
  }
  if (!/^transfer-encoding: chunked/im.test(head))
    return isOver ? answer(begin, seen.length) : undefined;
  const last = seen.indexOf("\r\n0\r\n\r\n", end);
  return last < 0 && !isOver ? undefined : answer(begin, last < 0 ? seen.length : last + 7);
}
