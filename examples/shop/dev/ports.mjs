import { once } from "node:events";
import { createServer } from "node:net";

/** The address of everything in the demo: reachable from this machine only. */
export const host = "127.0.0.1";

/** A free port for each part of the demo. A part whose preferred port is taken gets the next free one. */
export async function choosePorts(preferred) {
  const shop = await choosePort("shop", preferred, []);
  const pay = await choosePort("pay helper", shop + 1, [shop]);
  const smtp = await choosePort("SMTP", 1025, [shop, pay]);
  const inbox = await choosePort("inbox", 1080, [shop, pay, smtp]);
  return { shop, pay, smtp, inbox };
}

async function choosePort(name, wanted, chosen) {
  let port = wanted;
  while (chosen.includes(port) || !(await isFree(port))) port += 1;
  if (port !== wanted) console.log(`Port ${wanted} is taken, so the ${name} gets ${port}.`);
  return port;
}

async function isFree(port) {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
