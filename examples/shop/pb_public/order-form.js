// Places orders. To find what is wrong with one is the server's work, so it is sent as it stands.
import { clearErrors, showErrors, values } from "./form.js";
import { isUnanswered, pb } from "./shop.js";
import { money } from "./views.js";

const form = document.querySelector("form");
const button = form.querySelector("[type=submit]");
const total = form.querySelector("output");

const UNANSWERED =
  "The shop does not answer. Your order stays in this form: place it again when the shop is back. It is never made twice.";
const LABELS = { ready: "Place order", pending: "Placing …", placed: "Order placed" };

let prices = new Map();
let state = "ready";
/**
 * The id of the order in the form. It is made here and not on the server: when an answer is lost,
 * the same order is sent again with the same id, and the server takes an id only once.
 */
let id = newId();

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}

/** While an order is sent, and after it until the form is changed, the button does nothing. */
function setState(next) {
  state = next;
  button.textContent = LABELS[next];
  button.disabled = next !== "ready";
}

/** The order in the form, at the prices that the page shows. */
function order() {
  const typed = values(form);
  const price = prices.get(typed.product) ?? 0;
  return { ...typed, price, total: price * typed.quantity };
}

const showTotal = () => {
  total.textContent = money(order().total);
};

/** Returns the order that is stored now, also when an earlier request has stored it and its answer was lost. */
async function place() {
  const orders = pb.collection("orders");
  const options = { expand: "product", requestKey: null };
  const sent = { ...order(), id, customer: pb.authStore.record.id, status: "placed" };
  return orders.create(sent, options).catch((error) => {
    if (!error.response?.data?.id) throw error;
    return orders.getOne(sent.id, options);
  });
}

/** Empties the form, apart from the address. */
function clear() {
  const { value } = form.elements.email;
  form.reset();
  form.elements.email.value = value;
  showTotal();
}

/** Opens the form. `onPlaced` gets each stored order. */
export function openForm({ email, products, onPlaced }) {
  prices = new Map(products.map((product) => [product.id, product.price]));
  form.elements.email.value = email;
  setState("ready");

  form.addEventListener("input", () => {
    id = newId(); // another order than the one that was sent
    showTotal();
    if (state === "placed") setState("ready");
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (state !== "ready") return;
    clearErrors(form);
    setState("pending");
    try {
      const placed = await place();
      id = newId();
      clear();
      setState("placed");
      onPlaced(placed);
    } catch (error) {
      setState("ready");
      showErrors(form, error, isUnanswered(error) ? UNANSWERED : error.message);
    }
  });
}
