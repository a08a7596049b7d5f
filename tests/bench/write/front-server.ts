// front.ts starts this program. It has advantages: it uses no framework, and its mails wait in
// memory, where a crash loses them.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createTransport } from "nodemailer";
import PocketBase from "pocketbase";
import { zodSchema } from "../validators/rules.ts";

const { URL = "", EMAIL = "", PASSWORD = "", SMTP_PORT } = process.env;
const pb = new PocketBase(URL);
pb.autoCancellation(false);
await pb.collection("_superusers").authWithPassword(EMAIL, PASSWORD);

const schema = zodSchema();
const orders = pb.collection("orders");

const transport = createTransport({ host: "127.0.0.1", port: Number(SMTP_PORT), pool: true });
/** This is nodemailer's default for a pool. */
const CONNECTIONS = 5;
const waiting: Record<string, unknown>[] = [];
let sending = 0;

function sendWaiting() {
  for (; sending < CONNECTIONS && waiting.length > 0; sending++) {
    const { id, email, title, quantity } = waiting.shift() ?? {};
    const mail = {
      from: "Shop <shop@example.com>",
      to: String(email),
      subject: `Order ${id}`,
      html: `<p>Thank you for ${quantity} × ${title}.</p>`,
      text: `Thank you for ${quantity} × ${title}.`,
    };
    transport
      .sendMail(mail)
      .catch(console.error)
      .finally(() => {
        sending--;
        sendWaiting();
      });
  }
}

async function answer(request: IncomingMessage): Promise<[status: number, body: unknown]> {
  if (request.method === "DELETE") return [200, waiting.splice(0).length];
  let text = "";
  for await (const chunk of request) text += chunk;
  const id = request.url?.split("/")[2];
  const checked = (id ? schema.partial() : schema).safeParse(JSON.parse(text));
  if (!checked.success) return [400, checked.error.issues];
  const order = id ? await orders.update(id, checked.data) : await orders.create(checked.data);
  if (!id) {
    waiting.push(order);
    sendWaiting();
  }
  return [200, order];
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch((error) => [500, String(error)] as const);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
