/// <reference path="../.data/types.d.ts" />

// The schema of the demo shop. The rules here say who may read and write. What an order must hold is checked by
// Pocketbundle (../pb_hooks/pocketbundle.config.js), so the fields themselves have few limits.

/** Names the auth collection too, because an id alone could belong to a record of another one. */
const own = '@request.auth.collectionName = "customers" && customer = @request.auth.id';

migrate(
  (app) => {
    const customers = new Collection({
      type: "auth",
      name: "customers",
      listRule: "id = @request.auth.id",
      viewRule: "id = @request.auth.id",
      fields: [
        { type: "text", name: "name", required: true, max: 100 },
        { type: "select", name: "lang", values: ["en", "de"], maxSelect: 1 },
        { type: "bool", name: "news" },
      ],
      authAlert: { enabled: false },
    });
    app.save(customers);

    const products = new Collection({
      type: "base",
      name: "products",
      listRule: "active = true",
      viewRule: "", // old orders still name products that are no longer sold
      fields: [
        { type: "text", name: "name", required: true, max: 100 },
        { type: "text", name: "sku", required: true, max: 20 },
        { type: "text", name: "description", max: 500 },
        { type: "number", name: "price", onlyInt: true, min: 1 }, // cents
        { type: "bool", name: "active" },
      ],
      indexes: ["CREATE UNIQUE INDEX idx_products_sku ON products (sku)"],
    });
    app.save(products);

    const orders = new Collection({
      type: "base",
      name: "orders",
      listRule: own,
      viewRule: own,
      createRule: `${own} && (status = "draft" || status = "placed")`,
      fields: [
        {
          type: "relation",
          name: "customer",
          collectionId: customers.id,
          maxSelect: 1,
          required: true,
        },
        {
          type: "relation",
          name: "product",
          collectionId: products.id,
          maxSelect: 1,
          required: true,
        },
        { type: "number", name: "quantity" },
        { type: "number", name: "price" }, // cents, as agreed when the order was placed
        { type: "number", name: "total" }, // cents
        { type: "email", name: "email" },
        { type: "text", name: "note", max: 500 },
        {
          type: "select",
          name: "status",
          values: ["draft", "placed", "paid", "shipped", "cancelled"],
          maxSelect: 1,
          required: true,
        },
        { type: "autodate", name: "created", onCreate: true },
        { type: "autodate", name: "updated", onCreate: true, onUpdate: true },
      ],
      indexes: ["CREATE INDEX idx_orders_customer ON orders (customer, created)"],
    });
    app.save(orders);
  },
  (app) => {
    for (const name of ["orders", "products", "customers"]) {
      app.delete(app.findCollectionByNameOrId(name));
    }
  },
);
