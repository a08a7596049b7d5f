/**
 * Makes methods of the language answer as goja's do. The goja of PocketBase 0.36, 0.37 and 0.38
 * has no named groups, knows one language, and splits a text into code points. This is the source
 * of a function, because the methods must be of the context's own realm.
 */
export const LANGUAGE = `function () {
  const replace = (holder, methods) => {
    for (const [name, method] of Object.entries(methods)) {
      Object.defineProperty(holder, name, { value: method, writable: true, configurable: true });
    }
  };
  const { call } = Function.prototype;
  const original = (method) => call.bind(method);

  const exec = original(RegExp.prototype.exec);
  replace(RegExp.prototype, {
    exec(text) {
      const found = exec(this, text);
      if (found) delete found.groups;
      return found;
    },
  });

  const numberText = original(Number.prototype.toString);
  const bigText = original(BigInt.prototype.toString);
  // A language is taken for the radix, as in Number.prototype.toString.
  replace(Number.prototype, { toLocaleString(radix) { return numberText(this, radix); } });
  replace(BigInt.prototype, { toLocaleString(radix) { return bigText(this, radix); } });
  replace(Array.prototype, {
    toLocaleString() {
      const text = (item) => (item === null || item === undefined ? "" : item.toLocaleString());
      return Array.from(this, text).join(",");
    },
  });

  const dateText = original(Date.prototype.toString);
  const timeText = original(Date.prototype.toTimeString);
  const pad = (number, length = 2) =>
    (number < 0 ? "-" : "") + String(Math.abs(number)).padStart(length, "0");
  const isInvalid = (date) => Number.isNaN(date.getTime());
  const day = (date) =>
    [pad(date.getMonth() + 1), pad(date.getDate()), pad(date.getFullYear(), 4)].join("/");
  const time = (date) => [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => pad(n)).join(":");
  // Go abbreviates the zone.
  const shortZone = (text) => text.replace("(Coordinated Universal Time)", "(UTC)");
  replace(Date.prototype, {
    toString() { return shortZone(dateText(this)); },
    toTimeString() { return shortZone(timeText(this)); },
    toLocaleString() { return isInvalid(this) ? "Invalid Date" : day(this) + ", " + time(this); },
    toLocaleDateString() { return isInvalid(this) ? "Invalid Date" : day(this); },
    toLocaleTimeString() { return isInvalid(this) ? "Invalid Date" : time(this); },
  });

  const compare = original(String.prototype.localeCompare);
  const lower = original(String.prototype.toLowerCase);
  const upper = original(String.prototype.toUpperCase);
  const split = original(String.prototype.split);
  replace(String.prototype, {
    localeCompare(other) { return compare(this, other, "en"); },
    toLocaleLowerCase() { return lower(this); },
    toLocaleUpperCase() { return upper(this); },
    split(separator, limit) {
      const parts = () => Array.from(String(this)).slice(0, limit === undefined ? undefined : limit >>> 0);
      return separator === "" ? parts() : split(this, separator, limit);
    },
  });
}`;
