// The collection with nine fields that the benchmarks write to.
export const collection = {
  type: "base",
  name: "orders",
  createRule: "",
  updateRule: "",
  fields: [
    ...["title", "email", "sku", "note"].map((name) => ({ type: "text", name })),
    ...["quantity", "price"].map((name) => ({ type: "number", name })),
    { type: "select", name: "status", values: ["draft", "placed", "paid"] },
    { type: "date", name: "due" },
    { type: "select", name: "tags", values: ["a", "b", "c"], maxSelect: 3 },
  ],
};
export const migrations = {
  "1_orders.js": `migrate((app) => app.save(new Collection(${JSON.stringify(collection)})))`,
};
