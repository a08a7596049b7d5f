import { GO, goType } from "../go/go.ts";
import type { Changes } from "./cell.ts";

export class Result {
  static readonly [GO] = goType({
    name: "sql.Result",
    type: "Result",
    methods: ["lastInsertId", "rowsAffected"],
  });
  constructor(private readonly changes: Changes) {}
  lastInsertId = () => this.changes.lastInsertId;
  rowsAffected = () => this.changes.rowsAffected;
}
