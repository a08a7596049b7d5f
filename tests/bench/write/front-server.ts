// The program that front.ts starts. Generous to it: no framework, and its mails wait in memory, where a crash loses them.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import PocketBase from "pocketbase";
import { zodSchema } from "../validators/rules.ts";

const { URL = "", EMAIL = "", PASSWORD = "" } = process.env;
const pb = new PocketBase(URL);
pb.autoCancellation(false);
await pb.collection("_superusers").authWithPassword(EMAIL, PASSWORD);

const schema = zodSchema();
const orders = pb.collection("orders");
const mails: string[] = [];

async function answer(request: IncomingMessage): Promise<[status: number, body: unknown]> {
  let text = "";
  for await (const chunk of request) text += chunk;
  const id = request.url?.split("/")[2];
  const checked = (id ? schema.partial() : schema).safeParse(JSON.parse(text));
  if (!checked.success) return [400, checked.error.issues];
  const order = id ? await orders.update(id, checked.data) : await orders.create(checked.data);
  if (!id) mails.push(order.id);
  return [200, order];
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request).catch((error) => [500, String(error)] as const);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
