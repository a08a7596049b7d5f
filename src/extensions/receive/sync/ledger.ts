// What is known of payments beyond a single event, in `bundle_payments`. Refunds name only a part of
// a payment, such as a payment intent of an invoice, and come months later.
//
// | kind | name | payment | amount |
// |---|---|---|---|
// | `part` | `pi_1`, `adj_1` | the payment that it is a part of | how much of it is refunded |
// | `payment` | `in_1` | itself | how much was paid |
// | `record` | `orders/<id>` | the payment that the record was last written from | |

import type { Context } from "../../../contract/context.ts";
import { now } from "../../../lib/time.ts";
import { newId } from "../../../pocketbase/ids.ts";
import { execute, rows, value } from "../../../pocketbase/sql.ts";
import type { Part } from "./objects.ts";

type Row = { kind: "part" | "payment" | "record"; name: string; payment: string };
type Rest = { amount?: number; at?: string };

export class Ledger {
  readonly #tx: Context;
  readonly #source: string;

  constructor(tx: Context, source: string) {
    this.#tx = tx;
    this.#source = source;
  }

  /** `at` orders the events: a part keeps the newest amount. */
  notePart({ id, of, refunded }: Part, at: string): void {
    if (of) {
      this.#write({ kind: "part", name: id, payment: of }, LINK);
      const move =
        "UPDATE bundle_payments SET payment = {:of} WHERE source = {:source} AND payment = {:id}";
      execute(this.#tx.app, move, { source: this.#source, of, id });
    }
    if (refunded !== undefined) {
      const newer = "amount = excluded.amount, at = excluded.at WHERE excluded.at >= at";
      this.#write({ kind: "part", name: id, payment: of ?? id }, newer, { amount: refunded, at });
    }
  }

  notePayment(id: string, amount = 0): void {
    const paid = "amount = max(amount, excluded.amount), updated = excluded.updated";
    this.#write({ kind: "payment", name: id, payment: id }, paid, { amount });
  }

  noteRecord(name: string, payment: string): void {
    const last = "payment = excluded.payment, updated = excluded.updated";
    this.#write({ kind: "record", name, payment }, last);
  }

  /** Returns the payment of a part; the id itself if it is no known part, `""` if of several. */
  wholeOf(id: string): string {
    const sql = `SELECT json_quote(payment) AS row ${FROM} kind = 'part' AND name = {:id}`;
    return value<string>(this.#tx.app, sql, { source: this.#source, id }) ?? id;
  }

  sums(payment: string): { refunded: number; parts: number; paid: number; known: number } {
    const sql = `SELECT json_object('refunded', ifnull(sum(amount) FILTER (WHERE kind = 'part'), 0),
      'parts', count(*) FILTER (WHERE kind = 'part'), 'known', count(*) FILTER (WHERE kind = 'payment'),
      'paid', ifnull(max(amount) FILTER (WHERE kind = 'payment' AND name = payment), 0)) AS row
      ${FROM} payment = {:payment}`;
    const none = { refunded: 0, parts: 0, paid: 0, known: 0 };
    return value(this.#tx.app, sql, { source: this.#source, payment }) ?? none;
  }

  /** Returns the ids of the records of a collection that were last written from the payment. */
  recordsOf(payment: string, collection: string): string[] {
    const sql = `SELECT json_quote(name) AS row ${FROM} payment = {:payment} AND kind = 'record'`;
    const prefix = `${collection}/`;
    return rows<string>(this.#tx.app, sql, { source: this.#source, payment })
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length));
  }

  hasRecord(name: string): boolean {
    const sql = `SELECT '1' AS row ${FROM} kind = 'record' AND name = {:name}`;
    return value(this.#tx.app, sql, { source: this.#source, name }) !== undefined;
  }

  forgetRecord(name: string): void {
    const sql = `DELETE ${FROM} kind = 'record' AND name = {:name}`;
    execute(this.#tx.app, sql, { source: this.#source, name });
  }

  #write(row: Row, change: string, { amount = 0, at = "" }: Rest = {}): void {
    const values = { id: newId(), source: this.#source, ...row, amount, at, updated: now() };
    execute(this.#tx.app, `${INSERT} ${change}`, values);
  }
}

const FROM = "FROM bundle_payments WHERE source = {:source} AND";
const INSERT = `INSERT INTO bundle_payments (id, source, kind, name, payment, amount, at, updated)
  VALUES ({:id}, {:source}, {:kind}, {:name}, {:payment}, {:amount}, {:at}, {:updated})
  ON CONFLICT (source, kind, name) DO UPDATE SET`;
/** A payment intent may pay several invoices; a refund of it cannot be divided between them. */
const LINK =
  "payment = CASE WHEN payment IN (name, excluded.payment) THEN excluded.payment ELSE '' END, updated = excluded.updated";
