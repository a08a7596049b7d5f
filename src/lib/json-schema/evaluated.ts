interface Level {
  indices: Set<number>;
  keys: Set<string>;
}
const level = (): Level => ({ indices: new Set(), keys: new Set() });

/**
 * What schemas have looked at in a value, for `unevaluatedProperties`. Programs join the calls by
 * `&&`, so what changes it returns something true.
 */
export class Evaluated {
  private readonly levels: Level[];

  constructor() {
    this.levels = [level()];
  }

  private get top() {
    return this.levels[this.levels.length - 1] as Level;
  }

  Push() {
    return this.levels.push(level());
  }

  Pop() {
    return this.levels.pop();
  }

  GetIndices() {
    return this.top.indices;
  }

  GetKeys() {
    return this.top.keys;
  }

  AddIndex(index: number) {
    return this.top.indices.add(index);
  }

  AddKey(key: string) {
    return this.top.keys.add(key);
  }

  Merge(others: Evaluated[]) {
    for (const { top } of others) {
      for (const index of top.indices) this.AddIndex(index);
      for (const key of top.keys) this.AddKey(key);
    }
    return true;
  }
}
