// A moment is the time of an event, as a text that sorts: `2026-11-24 06:15:36.123456Z`.

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?\s?(Z|[+-]\d\d:?\d\d)?$/;
/** Larger numbers are milliseconds: as seconds they would lie in the year 5138. */
const SECONDS = 1e11;

/**
 * Takes an ISO text, or seconds or milliseconds since 1970. Returns `undefined` for anything else.
 */
export function momentOf(value: unknown): string | undefined {
  if (typeof value === "number") {
    const milliseconds = Math.abs(value) < SECONDS ? value * 1000 : value;
    return format(Math.floor(milliseconds), "");
  }
  const [, day, time, fraction = "", zone = "Z"] =
    typeof value === "string" ? (value.match(TIME) ?? []) : [];
  return day === undefined ? undefined : format(Date.parse(`${day}T${time}${zone}`), fraction);
}

function format(milliseconds: number, fraction: string): string | undefined {
  if (!(milliseconds >= 0 && milliseconds < Date.UTC(9999, 11, 31))) return undefined;
  const text = new Date(milliseconds).toISOString().replace("T", " ");
  return `${text.slice(0, 19)}.${(fraction || text.slice(20, 23)).slice(0, 6).padEnd(6, "0")}Z`;
}

/** Returns the moment as ISO 8601. */
export const isoOf = (moment: string): string => moment.replace(" ", "T");

/**
 * Returns a text that orders events. Senders such as Stripe give whole seconds. Within one second,
 * events that create come first and events that end come last; the arrival decides between the
 * others.
 */
export const orderOf = ({ at, type, place }: { at: string; type: string; place: number }): string =>
  `${at} ${rankOf(type)} ${String(place).padStart(12, "0")}`;

const rankOf = (type: string): number => {
  if (/[._/]created?$/.test(type)) return 0;
  return /[._/](deleted?|canceled|cancelled|expired)$/.test(type) ? 2 : 1;
};
