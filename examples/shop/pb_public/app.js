// The page: signs the demo customer in, sells products, and lists the customer's orders as they change.
import PocketBase, { BaseAuthStore } from "/vendor/pocketbase.es.mjs";
import { clearErrors, showErrors, values } from "./form.js";
import { money, orderParts, orderTitle, productCard } from "./views.js";

const demo = { email: "ada@example.com", password: "ada-lovelace" };

// Kept in memory only: every visit signs in anew, so no token outlives the database it belongs to.
const pb = new PocketBase(window.location.origin, new BaseAuthStore());

const form = document.querySelector("form");
const submit = form.querySelector("[type=submit]");
const byTestId = (id) => document.querySelector(`[data-testid="${id}"]`);
const news = byTestId("news");
const payAlert = byTestId("pay-alert");

const products = new Map();
/** The list items of the orders, by the order's id. */
const shown = new Map();

async function signIn() {
  const { record } = await pb.collection("customers").authWithPassword(demo.email, demo.password);
  byTestId("session").textContent = `Signed in as ${record.name}, the demo customer`;
  form.elements.email.value = record.email;
}

async function showProducts() {
  const records = await pb.collection("products").getFullList({ sort: "price" });
  for (const product of records) products.set(product.id, product);
  byTestId("products").replaceChildren(...records.map(productCard));
}

/** The order as the form has it, at the prices that the page shows. */
function order() {
  const typed = values(form);
  const price = products.get(typed.product)?.price ?? 0;
  return { ...typed, price, total: price * typed.quantity };
}

/** Sends the order as it stands: to find what is wrong with it is the server's work. */
async function placeOrder() {
  const placed = await pb.collection("orders").create({
    ...order(),
    customer: pb.authStore.record.id,
    status: "placed",
  });
  form.elements.note.value = "";
  news.textContent = `Order placed. A receipt is on its way to ${placed.email}.`;
}

/** Puts an order on top of the list, or brings the one that is there up to date. */
function showOrder(changed) {
  let item = shown.get(changed.id);
  if (!item) {
    item = document.createElement("li");
    item.tabIndex = -1; // takes the focus of its button, which goes away
    shown.set(changed.id, item);
    byTestId("orders").prepend(item);
  }
  item.replaceChildren(...orderParts(changed, pay));
}

function onChange({ action, record }) {
  if (action === "delete") {
    shown.get(record.id)?.remove();
    shown.delete(record.id);
    return;
  }
  showOrder(record);
  if (action === "update") news.textContent = `${orderTitle(record)}: now ${record.status}.`;
}

async function loadOrders() {
  const orders = await pb.collection("orders").getFullList({ sort: "created", expand: "product" });
  byTestId("orders").replaceChildren();
  shown.clear();
  orders.forEach(showOrder);
}

/** Subscribes first and loads then, so no change falls between; loads again after a lost connection. */
async function followOrders() {
  await pb.collection("orders").subscribe("*", onChange, { expand: "product" });
  await pb.realtime.subscribe("PB_CONNECT", () => loadOrders().catch(console.error));
  await loadOrders();
}

/** Asks the shop where to pay, and pays there. That the order is paid, only realtime tells. */
async function pay({ id }, button) {
  payAlert.textContent = "";
  button.closest("li").focus();
  button.disabled = true;
  try {
    const { url } = await pb.send("/api/shop/checkout", { method: "POST", body: { order: id } });
    const answer = await fetch(url, { method: "POST" });
    if (!answer.ok) throw new Error(`The payment was refused (${answer.status}).`);
  } catch (error) {
    payAlert.textContent = error.message;
    button.disabled = false;
  }
}

form.addEventListener("input", () => {
  byTestId("total").textContent = money(order().total);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearErrors(form);
  submit.disabled = true;
  await placeOrder().catch((error) => showErrors(form, error));
  submit.disabled = false;
});

try {
  await signIn();
  await Promise.all([showProducts(), followOrders()]);
  submit.disabled = false;
} catch (error) {
  byTestId("session").textContent = "Not signed in";
  showErrors(form, error);
}
