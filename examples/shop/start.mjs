// The demo: builds Pocketbundle, runs PocketBase with it, catches its emails and plays Stripe for it. See `npm start`.
import { buildBundle, copySdk } from "./dev/build.mjs";
import { stopChildren } from "./dev/children.mjs";
import { takeData } from "./dev/data.mjs";
import { startMail } from "./dev/mail.mjs";
import { readOptions } from "./dev/options.mjs";
import { hooks, source } from "./dev/paths.mjs";
import { startPay } from "./dev/pay.mjs";
import { choosePorts, host } from "./dev/ports.mjs";
import { makeSuperuser, Server } from "./dev/server.mjs";
import { newSecret } from "./dev/stripe.mjs";
import { summary } from "./dev/summary.mjs";
import { setSettings } from "./dev/superuser.mjs";
import { watchFolder } from "./dev/watch.mjs";

let ending = false;
let told = false;

const options = readOptions(process.argv.slice(2));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
await start(options).catch((error) => end(1, error.message));

async function start({ fresh, port }) {
  await takeData({ fresh });
  if (!(await buildBundle())) throw new Error("Pocketbundle could not be built.");
  await copySdk();
  await makeSuperuser();

  const ports = await choosePorts(port);
  const server = await startParts(ports);
  const serve = () => serveShop(server, ports).catch((error) => end(1, error.message));
  await serve();
  watchFolder(source, buildBundle); // which changes the hooks
  watchFolder(hooks, serve);
}

/** Starts what the shop needs around it. Returns the shop's server, not started yet. */
async function startParts(ports) {
  const secret = newSecret();
  const env = {
    STRIPE_WEBHOOK_SECRET: secret,
    SHOP_PAY_URL: `http://${host}:${ports.pay}/pay`,
    SHOP_INBOX_URL: `http://${host}:${ports.inbox}/`,
  };
  const onCrash = (name) => () => end(1, `The ${name} has ended by itself.`);
  const server = new Server({ port: ports.shop, env, onCrash: onCrash("server") });
  await startMail({ ...ports, onCrash: onCrash("mail catcher") });
  await startPay({ port: ports.pay, shop: server.url, secret });
  return server;
}

/** Starts the shop. After a config that the server refuses, the next change starts it again. */
async function serveShop(server, ports) {
  if (await server.start()) {
    await setSettings(server.url, ports);
    console.log(told ? "Reloaded." : summary(server.url, ports));
    told = true;
  } else if (!ending) {
    console.error("The server did not start, see above. It tries again when something changes.");
  }
}

/** Ends the demo and all that belongs to it. */
async function end(code, message) {
  if (ending) return;
  ending = true;
  if (message) console.error(`\n${message}`);
  await stopChildren();
  process.exit(code);
}
