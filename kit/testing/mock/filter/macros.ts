// tools/search/identifier_macros.go
import { DateTime } from "../go/datetime.ts";

const date = (ms: number) => new DateTime(ms).string();
const day = (ms: number, hours: number, end: number) =>
  date(new Date(ms).setUTCHours(hours, end, end, end && 999));

export const MACROS: { readonly [name: string]: (now: number) => string | number } = {
  "@now": date,
  "@yesterday": (now) => date(now - 86_400_000),
  "@tomorrow": (now) => date(now + 86_400_000),
  "@todayStart": (now) => day(now, 0, 0),
  "@todayEnd": (now) => day(now, 23, 59),
  "@second": (now) => new Date(now).getUTCSeconds(),
  "@minute": (now) => new Date(now).getUTCMinutes(),
  "@hour": (now) => new Date(now).getUTCHours(),
  "@day": (now) => new Date(now).getUTCDate(),
  "@month": (now) => new Date(now).getUTCMonth() + 1,
  "@weekday": (now) => new Date(now).getUTCDay(),
  "@year": (now) => new Date(now).getUTCFullYear(),
};
