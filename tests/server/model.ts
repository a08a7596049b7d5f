// Random writes and the changes that they cause: a model of a collection with three fields, and the
// same writes as code for the server.

/** Returns numbers from 0 to 1 that the seed decides (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Row = { title: string; quantity: number; extra?: string };
export interface Expected {
  action: string;
  of: string;
  record: Row;
  before: Row | null;
}

export class Model {
  private rows = new Map<string, Row>();
  readonly changes: Expected[] = [];
  private hasExtra = false;
  private count = 0;

  constructor(private readonly random: () => number) {}

  private below = (limit: number) => Math.floor(this.random() * limit);

  /** Returns code for a transaction with `tx`, which commits or throws. */
  transaction(): { code: string; commits: boolean } {
    const kept = new Map(this.rows);
    const length = this.changes.length;
    const code = Array.from({ length: 1 + this.below(5) }, () => this.write()).join("\n");
    const commits = this.random() < 0.85;
    if (!commits) {
      this.rows = kept;
      this.changes.length = length;
    }
    return { code: `${code}${commits ? "" : '\nthrow new Error("undone");'}`, commits };
  }

  /** Adds or removes the field `extra`, and returns whether it is there. */
  toggleExtra(): boolean {
    this.hasExtra = !this.hasExtra;
    for (const [id, { title, quantity }] of this.rows) {
      this.rows.set(id, { title, quantity, ...this.extra("") });
    }
    return this.hasExtra;
  }

  private extra = (text: string) => (this.hasExtra ? { extra: text } : {});

  private write(): string {
    const id = `record${this.below(4)}`;
    const row = {
      title: `t${++this.count}`,
      quantity: this.below(9),
      ...this.extra(`e${this.count}`),
    };
    const kind = this.below(6);
    if (!this.rows.has(id)) return kind === 0 ? this.upsert(id, row) : this.create(id, row);
    if (kind === 0) return this.upsert(id, row);
    if (kind === 1) return this.delete(id);
    if (kind === 2) return this.increaseAll();
    if (kind === 3) return this.save(id, row);
    this.set(id, row);
    return sql(`UPDATE orders SET ${assignments(row)} WHERE id = '${id}'`);
  }

  private create(id: string, row: Row) {
    this.set(id, row);
    return sql(insert(id, row));
  }

  private upsert(id: string, row: Row) {
    this.set(id, row);
    return sql(`${insert(id, row)} ON CONFLICT (id) DO UPDATE SET ${assignments(row)}`);
  }

  private save(id: string, row: Row) {
    this.set(id, row);
    return `{ const record = tx.findRecordById("orders", "${id}"); record.load(${JSON.stringify(row)}); tx.save(record); }`;
  }

  private delete(id: string) {
    this.add("delete", id, this.rows.get(id) as Row, null);
    this.rows.delete(id);
    return sql(`DELETE FROM orders WHERE id = '${id}'`);
  }

  private increaseAll() {
    for (const [id, row] of this.rows) this.set(id, { ...row, quantity: row.quantity + 1 });
    return sql("UPDATE orders SET quantity = quantity + 1");
  }

  private set(id: string, row: Row) {
    const before = this.rows.get(id) ?? null;
    this.add(before ? "update" : "create", id, row, before);
    this.rows.set(id, row);
  }

  private add(action: string, of: string, record: Row, before: Row | null) {
    this.changes.push({ action, of, record, before });
  }
}

const sql = (text: string) => `tx.db().newQuery(${JSON.stringify(text)}).execute();`;
const literals = (row: Row) =>
  Object.values(row).map((value) => JSON.stringify(value).replaceAll('"', "'"));
const insert = (id: string, row: Row) =>
  `INSERT INTO orders (id, ${Object.keys(row).join(", ")}) VALUES ('${id}', ${literals(row).join(", ")})`;
const assignments = (row: Row) =>
  Object.keys(row)
    .map((name, i) => `${name} = ${literals(row)[i]}`)
    .join(", ");
