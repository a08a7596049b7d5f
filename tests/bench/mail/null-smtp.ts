// A mail server that accepts everything at once, so that only the sender's side is measured.
import { type AddressInfo, createServer } from "node:net";

export interface NullSmtp extends AsyncDisposable {
  port: number;
  /** Returns the number of accepted mails. */
  count(): number;
}

/** `onMail` gets the head of each mail when it is accepted. */
export async function nullSmtp(onMail: (head: string) => void = () => {}): Promise<NullSmtp> {
  let count = 0;
  const server = createServer((socket) => {
    let inData = false;
    let rest = "";
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.write("220 ready\r\n");
    socket.on("data", (chunk) => {
      rest += chunk;
      if (inData) {
        const end = rest.indexOf("\r\n.\r\n");
        if (end < 0) return;
        onMail(rest.slice(0, rest.indexOf("\r\n\r\n")));
        count++;
        inData = false;
        rest = rest.slice(end + 5);
        socket.write("250 taken\r\n");
      }
      for (let end = rest.indexOf("\r\n"); end >= 0 && !inData; end = rest.indexOf("\r\n")) {
        const command = rest.slice(0, 4).toUpperCase();
        rest = rest.slice(end + 2);
        inData = command === "DATA";
        if (command === "QUIT") socket.end("221 bye\r\n");
        else socket.write(inData ? "354 go on\r\n" : "250 ok\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    count: () => count,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
