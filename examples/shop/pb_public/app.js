// The page: signs the demo customer in, sells products, and lists the customer's orders as they change.
import { showErrors } from "./form.js";
import { openForm } from "./order-form.js";
import { followOrders, showPlaced } from "./orders.js";
import { isUnanswered, pb, signIn } from "./shop.js";
import { productCard } from "./views.js";

const byTestId = (id) => document.querySelector(`[data-testid="${id}"]`);
const session = byTestId("session");

/** Milliseconds until the page asks again a server that does not answer. */
const PAUSE = 2000;

async function open() {
  const { name, email } = await signIn();
  const products = await pb.collection("products").getFullList({ sort: "price" });
  byTestId("products").replaceChildren(...products.map(productCard));
  await followOrders();
  openForm({ email, products, onPlaced: showPlaced });
  session.textContent = `Signed in as ${name}, the demo customer`;
}

async function start() {
  try {
    await open();
  } catch (error) {
    if (!isUnanswered(error)) {
      session.textContent = "Not signed in";
      return showErrors(document.querySelector("form"), error, error.message);
    }
    session.textContent = "The shop does not answer. The page tries again …";
    setTimeout(start, PAUSE);
  }
}

start();
