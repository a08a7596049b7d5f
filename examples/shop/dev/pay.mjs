import { once } from "node:events";
import { createServer } from "node:http";
import { host } from "./ports.mjs";
import { sendPaid } from "./stripe.mjs";
import { superuserClient } from "./superuser.mjs";

/** Starts the stand-in for Stripe: `POST /pay?order=ID` pays an order, by the event that Stripe would send. */
export async function startPay({ port, shop, secret }) {
  const pages = [shop, shop.replace(host, "localhost")];
  const server = createServer(async (request, response) => {
    const { origin } = request.headers;
    // A browser names the page that asks, and only the shop's may. A script need not name any.
    if (origin && !pages.includes(origin)) return response.writeHead(403).end();
    const status = await answer(request, shop, secret).catch((error) => {
      console.error(`pay | ${error.message}`);
      return 502;
    });
    response.writeHead(status, { "Access-Control-Allow-Origin": origin ?? shop, Vary: "Origin" });
    response.end();
  });
  server.listen(port, host);
  await once(server, "listening");
}

/** The HTTP status for a request: the receiver's own for one that is in order. */
async function answer({ method, url }, shop, secret) {
  const { pathname, searchParams } = new URL(`http://pay${url}`);
  if (pathname !== "/pay") return 404;
  if (method !== "POST") return 405;

  const id = searchParams.get("order") ?? "";
  if (!/^[a-z0-9]{15}$/.test(id)) return 400;
  const order = await findOrder(shop, id);
  return order ? sendPaid(order, `${shop}/api/bundle/receive/stripe`, secret) : 404;
}

async function findOrder(shop, id) {
  const pb = await superuserClient(shop);
  return pb
    .collection("orders")
    .getOne(id)
    .catch((error) => {
      if (error.status === 404) return undefined;
      throw error;
    });
}
