/// <reference path="./pocketbundle.d.ts" />

/** Cents as text, in the languages of the emails. PocketBase's JavaScript runtime has no Intl. */
const money = (cents, lang) => {
  const euros = (cents / 100).toFixed(2);
  return lang === "de" ? `${euros.replace(".", ",")} €` : `€${euros}`;
};

/** The product of an order, `undefined` if there is none. */
const productOf = (order, ctx) => ctx.app.findRecordsByIds("products", [order.product])[0];

const customerOf = (order, ctx) => ctx.app.findRecordById("customers", order.customer);

/** The customer's own language. */
const language = ({ record }, ctx) => customerOf(record, ctx).getString("lang") || "en";

/** What both emails show of an order. */
const receipt = (change, ctx) => {
  const { record } = change;
  const lang = language(change, ctx);
  return {
    lang,
    order: record,
    name: customerOf(record, ctx).getString("name"),
    product: productOf(record, ctx).getString("name"),
    price: money(record.price, lang),
    total: money(record.total, lang),
  };
};

/** What is on sale, in one language. Descriptions are the shop's own, in English. */
const productList = (app, lang) =>
  app.findRecordsByFilter("products", "active = true", "name", 0, 0).map((product) => ({
    name: product.getString("name"),
    description: product.getString("description"),
    price: money(product.getInt("price"), lang),
  }));

/** One mail for each customer who wants news, each in their own language; once a day, however often it is asked for. */
const sendNews = (ctx) => {
  const today = new Date().toISOString().slice(0, 10);
  const customers = ctx.app.findRecordsByFilter("customers", "news = true", "", 0, 0);
  return customers.flatMap((customer) => {
    const lang = customer.getString("lang") || "en";
    return ctx.mail.send("news", {
      to: customer.email(),
      locale: lang,
      data: { lang, name: customer.getString("name"), products: productList(ctx.app, lang) },
      key: `${today}/${customer.id}`,
    });
  });
};

/** The customer's own order, `undefined` for an unknown or somebody else's. */
const ownOrder = (ctx, id) =>
  ctx.app.findRecordsByFilter("orders", "id = {:id} && customer = {:customer}", "", 1, 0, {
    id,
    customer: ctx.auth.id,
  })[0];

/** @type {import("./pocketbundle").Config} */
const config = {
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
          // Without a product there is no price, and the product's own error says enough.
          when: (record, ctx) => ctx.isNew && productOf(record, ctx) !== undefined,
          check: (record, ctx) => productOf(record, ctx).get("price") === record.price,
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
    // Password resets and the like go out the same way: not lost when the mail server is away.
    system: true,
    messages: {
      "order-placed": {
        on: "orders:create",
        when: (change) => change.record.status === "placed",
        to: (change) => change.record.email,
        locale: language,
        data: receipt,
      },
      "order-paid": {
        on: "orders:update",
        when: (change) => change.changed.includes("status") && change.record.status === "paid",
        to: (change) => change.record.email,
        locale: language,
        data: receipt,
      },
      // A list: each mail has a link to unsubscribe.
      news: { category: "news" },
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
        {
          // What the page tells of an order. It asks often, so the requests are not logged.
          method: "GET",
          path: "/api/shop/orders/{id}/story",
          auth: "customers",
          log: false,
          handler(ctx) {
            const order = ownOrder(ctx, ctx.params.id);
            if (!order) throw new NotFoundError();
            const { storyOf } = require(`${__hooks}/story.js`);
            return { ...storyOf(ctx.app, order.id), inbox: process.env.SHOP_INBOX_URL };
          },
        },
        {
          method: "POST",
          path: "/api/shop/news",
          auth: "superusers",
          handler: (ctx) => ctx.transaction((tx) => ({ mails: sendNews(tx).length })),
        },
      ],
    },
  ],
};

module.exports = config;
