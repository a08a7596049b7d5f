// What the page shows of a product and of an order. Every text is set as text, never as HTML: who wrote it is unknown.

const euros = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" });
const dates = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** Cents as text. */
export const money = (cents) => euros.format(cents / 100);

/** An element with a class and its content: texts and other elements. */
export function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

/** A product as a choice of the order form. */
export function productCard(product) {
  const radio = element("input", "");
  Object.assign(radio, { type: "radio", name: "product", value: product.id });
  return element(
    "label",
    "product",
    radio,
    element("strong", "", product.name),
    element("span", "price", money(product.price)),
    element("span", "description", product.description),
  );
}

/** What was ordered, in words. */
export const orderTitle = ({ quantity, expand }) =>
  `${quantity} × ${expand?.product?.name ?? "a product"}`;

/** What a list item shows of an order, with a button to pay it while it waits for that. */
export function orderParts(order, pay) {
  const status = element("span", `status ${order.status}`, order.status);
  status.dataset.testid = "status";
  const parts = [
    element("strong", "", orderTitle(order)),
    element("span", "price", money(order.total)),
    element("time", "", dates.format(new Date(order.created))),
    status,
  ];
  if (order.note) parts.push(element("p", "note", order.note));
  if (order.status === "placed") parts.push(payButton(order, pay));
  return parts;
}

function payButton(order, pay) {
  const button = element("button", "", "Pay");
  button.type = "button";
  button.setAttribute("aria-label", `Pay ${money(order.total)} for ${orderTitle(order)}`);
  button.addEventListener("click", () => pay(order, button));
  return button;
}
