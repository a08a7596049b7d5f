// The customer's orders, as they change, each with what happened to it on the server.
import { messageOf, pb } from "./shop.js";
import { followStory, storyPart } from "./story.js";
import { orderParts, orderTitle } from "./views.js";

const byTestId = (id) => document.querySelector(`[data-testid="${id}"]`);
const list = byTestId("orders");
const news = byTestId("news");
const payAlert = byTestId("pay-alert");
const connection = byTestId("connection");

/** The list items of the orders, by the order's id. */
const shown = new Map();

/** Puts an order on top of the list, or brings the one that is there up to date. */
function showOrder(order) {
  const item = shown.get(order.id) ?? addItem(order);
  item.firstChild.replaceChildren(...orderParts(order, pay));
  item.order = order;
  if (item.lastChild.open) followStory(item);
}

function addItem({ id }) {
  const item = document.createElement("li");
  item.tabIndex = -1; // takes the focus of its button, which goes away
  const parts = document.createElement("div");
  parts.className = "order";
  item.append(
    parts,
    storyPart(() => followStory(item)),
  );
  shown.set(id, item);
  list.prepend(item);
  return item;
}

/** Shows an order that was just placed, with its story. */
export function showPlaced(order) {
  for (const { lastChild } of shown.values()) lastChild.open = false;
  showOrder(order);
  const item = shown.get(order.id);
  item.lastChild.open = true;
  item.focus();
  news.textContent = `Order placed. A receipt is on its way to ${order.email}.`;
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
  orders.forEach(showOrder);
  const ids = new Set(orders.map(({ id }) => id));
  for (const id of shown.keys()) if (!ids.has(id)) onChange({ action: "delete", record: { id } });
}

/** Subscribes first and loads then, so no change falls between; loads again after a lost connection. */
export async function followOrders() {
  pb.realtime.onDisconnect = () => {
    connection.textContent =
      "No connection to the shop. The page goes on by itself when it is back.";
  };
  await pb.collection("orders").subscribe("*", onChange, { expand: "product" });
  await pb.realtime.subscribe("PB_CONNECT", () => {
    connection.textContent = "";
    loadOrders().catch(console.error);
  });
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
    payAlert.textContent = messageOf(
      error,
      "The payment does not go through: nobody answers. Try again later.",
    );
    button.disabled = false;
  }
}
