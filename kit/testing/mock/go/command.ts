import { GO, goType } from "./go.ts";
import type { Values } from "./values.ts";

/** cobra's Command, as far as hook files build one. The mock has no console that could run it. */
export class Command {
  static readonly [GO] = goType({
    name: "Command",
    type: "Command",
    fields: ["use", "short", "run", "disableFlagParsing"],
    methods: ["addCommand"],
  });
  use: unknown;
  short: unknown;
  run: unknown;
  disableFlagParsing: unknown;
  readonly commands: Command[] = [];

  constructor(data: Values = {}) {
    Object.assign(this, data);
  }

  addCommand(...commands: Command[]): void {
    this.commands.push(...commands);
  }
}
