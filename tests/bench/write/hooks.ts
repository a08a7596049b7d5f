// The files of the variants: hooks, config, templates, and a table for work that is left to do.
import { handWritten, rules } from "../validators/rules.ts";

const OUTBOX_FIELDS = ["kind", "record", "payload"].map((name) => ({ type: "text", name }));
export const OUTBOX = {
  "2_outbox.js": `migrate((app) => app.save(new Collection(${JSON.stringify({
    type: "base",
    name: "outbox",
    fields: OUTBOX_FIELDS,
  })})))`,
};

/**
 * Another program's worker would send the rows of the outbox. A crash after the commit loses the
 * row.
 */
const NOTE = (kind: string) => `$app.db()
  .newQuery("INSERT INTO outbox (kind, record, payload) VALUES ('${kind}', {:id}, {:payload})")
  .bind({ id: e.record.id, payload: JSON.stringify(e.record) })
  .execute();`;

export const HAND_VALIDATED = `onRecordValidate((e) => {
  ${handWritten.toString()}
  const r = e.record;
  const errors = handWritten({ title: r.getString("title"), email: r.getString("email"), quantity: r.getFloat("quantity"),
    price: r.getFloat("price"), status: r.getString("status"), due: r.getString("due").replace(" ", "T"),
    tags: r.getStringSlice("tags"), sku: r.getString("sku"), note: r.getString("note") });
  if (Object.keys(errors).length > 0) throw new BadRequestError("invalid", errors);
  e.next();
}, "orders")`;

export const BY_HAND = `${HAND_VALIDATED};
onRecordAfterCreateSuccess((e) => { e.next(); ${NOTE("mail")} }, "orders");
onRecordAfterUpdateSuccess((e) => { e.next(); ${NOTE("sync")} }, "orders");`;

export const USUAL = ["RecordCreateRequest", "RecordCreate", "RecordCreateExecute"]
  .concat("RecordAfterCreateSuccess", "RecordUpdateRequest", "RecordUpdate")
  .concat("RecordUpdateExecute", "RecordAfterUpdateSuccess")
  .map((event) => `on${event}((e) => require(__hooks + "/shop.js").on${event}(e), "orders");`)
  .join("\n");

export const CONFIG = `module.exports = {
  validate: { orders: { fields: ${JSON.stringify(rules)} } },
  mail: { from: "Shop <shop@example.com>", messages: {
    placed: { on: "orders:create", to: (c) => c.record.email, data: (c) => ({ order: c.record }) },
  } },
  receive: { stripe: { secret: "whsec_bench", on: { "*"() {} } } },
  extensions: [{ name: "sync",
    changes: [{ on: "orders:update", handler: (change, ctx) => ctx.jobs.enqueue("sync", { id: change.record.id }) }],
    jobs: { sync: { handler() {} } },
  }],
}`;

export const TEMPLATES = {
  "mail/placed.html": "<p>Thank you for {{order.quantity}} × {{order.title}}.</p>",
  "mail/placed.subject.txt": "Order {{order.id}}",
};

/** Keeps the workers from the database, as another one at work does. */
export const HOLD_HOOK = {
  "hold.pb.js": `routerAdd("POST", "/hold/{held}", (e) => {
    const key = "pocketbundle.worker.database";
    if (e.request.pathValue("held") === "true") $app.store().set(key, "bench");
    else $app.store().remove(key);
    return e.noContent(204);
  })`,
};
