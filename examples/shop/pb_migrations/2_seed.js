/// <reference path="../.data/types.d.ts" />

// Something to sell and someone to buy it. Prices are in cents.

const products = [
  {
    sku: "MUG-1",
    name: "Enamel mug",
    description: "Steel under white enamel, with a blue rim. Holds 350 ml of anything.",
    price: 1400,
    active: true,
  },
  {
    sku: "NTB-1",
    name: "Pocket notebook",
    description: "64 dotted pages that lie flat, and a cover that ages well.",
    price: 850,
    active: true,
  },
  {
    sku: "BAG-1",
    name: "Canvas bag",
    description: "Heavy cotton, long handles, one inner pocket for the notebook.",
    price: 2250,
    active: true,
  },
  {
    sku: "MAP-1",
    name: "Folding map",
    description: "No longer sold: it is here to show that it cannot be ordered.",
    price: 990,
    active: false,
  },
];

const customer = {
  email: "ada@example.com",
  name: "Ada Lovelace",
  lang: "en",
  news: true,
  verified: true,
};

migrate(
  (app) => {
    for (const product of products) {
      app.save(new Record(app.findCollectionByNameOrId("products"), product));
    }
    const ada = new Record(app.findCollectionByNameOrId("customers"), customer);
    ada.setPassword("ada-lovelace");
    app.save(ada);
  },
  (app) => {
    const ada = app.findAllRecords("customers", $dbx.hashExp({ email: customer.email }));
    const seeded = app.findAllRecords("products", $dbx.in("sku", ...products.map((p) => p.sku)));
    const ids = [...ada, ...seeded].map((record) => record.id);
    const orders = app.findAllRecords(
      "orders",
      $dbx.or($dbx.in("customer", ...ids), $dbx.in("product", ...ids)),
    );
    for (const record of [...orders, ...seeded, ...ada]) app.delete(record);
  },
);
