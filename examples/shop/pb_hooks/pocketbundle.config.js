/// <reference path="./pocketbundle.d.ts" />

/** Cents as text. PocketBase's JavaScript runtime has no Intl. */
const money = (cents) => `€${(cents / 100).toFixed(2)}`;

/** The product of an order, `undefined` if there is none. */
const productOf = (order, ctx) => ctx.app.findRecordsByIds("products", [order.product])[0];

/** What both emails show of an order. */
const receipt = ({ record }, ctx) => {
  const customer = ctx.app.findRecordById("customers", record.customer);
  return {
    order: record,
    name: customer.getString("name"),
    product: productOf(record, ctx).getString("name"),
    price: money(record.price),
    total: money(record.total),
  };
};

/** The customer's own order, `undefined` for an unknown or somebody else's. */
const ownOrder = (ctx, id) =>
  ctx.app.findRecordsByFilter("orders", "id = {:id} && customer = {:customer}", "", 1, 0, {
    id,
    customer: ctx.auth.id,
  })[0];

/** @type {import("./pocketbundle").Config} */
module.exports = {
  validate: {
    products: {
      fields: {
        sku: { pattern: "^[A-Z]{3}-[0-9]+$", message: "Use the form ABC-123." },
      },
    },
    orders: {
      fields: {
        product: { required: true, message: "Choose a product." },
        quantity: { required: true, integer: true, min: 1, max: 99 },
        email: { required: true, email: true },
        status: { oneOf: ["draft", "placed", "paid", "shipped", "cancelled"] },
      },
      // The first two hold when an order is placed: what changes later in the shop does not touch it.
      rules: [
        {
          field: "product",
          code: "not_sold",
          message: "This product is not sold any more.",
          check: (record, ctx) => !ctx.isNew || productOf(record, ctx)?.getBool("active") === true,
        },
        {
          field: "price",
          code: "price_changed",
          message: "The price has changed. Reload the page to see the new one.",
          check: (record, ctx) =>
            !ctx.isNew || productOf(record, ctx)?.get("price") === record.price,
        },
        {
          field: "total",
          code: "total_mismatch",
          message: "Must be price × quantity.",
          check: (record) => record.total === record.price * record.quantity,
        },
      ],
    },
  },

  mail: {
    messages: {
      "order-placed": {
        on: "orders:create",
        when: (change) => change.record.status === "placed",
        to: (change) => change.record.email,
        data: receipt,
      },
      "order-paid": {
        on: "orders:update",
        when: (change) => change.changed.includes("status") && change.record.status === "paid",
        to: (change) => change.record.email,
        data: receipt,
      },
    },
  },

  receive: {
    stripe: {
      secret: process.env.STRIPE_WEBHOOK_SECRET,
      // The checkout is given the order's id, and the payment brings it back. Only an order that waits for money, of all
      // its money, becomes paid.
      sync: {
        payments: {
          collection: "orders",
          match: { id: "reference" },
          when: (payment, order) =>
            payment.status === "paid" &&
            payment.amount === order.getInt("total") &&
            order.getString("status") === "placed",
          fields: { status: "status" },
        },
      },
    },
  },

  extensions: [
    {
      name: "shop",
      routes: [
        {
          method: "POST",
          path: "/api/shop/checkout",
          auth: "customers",
          body: { order: { required: true } },
          handler(ctx) {
            const order = ownOrder(ctx, ctx.body.order);
            if (!order) throw new NotFoundError();
            if (order.getString("status") !== "placed") {
              throw new BadRequestError("This order is not waiting for payment.");
            }
            return { url: `${process.env.SHOP_PAY_URL}?order=${order.id}` };
          },
        },
      ],
    },
  ],
};
