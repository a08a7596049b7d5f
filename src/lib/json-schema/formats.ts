import {
  IsDate,
  IsDateTime,
  IsDuration,
  IsEmail,
  IsIPv4,
  IsIPv6,
  IsJsonPointer,
  IsJsonPointerUriFragment,
  IsRegex,
  IsRelativeJsonPointer,
  IsTime,
  IsUriTemplate,
  IsUrl,
  IsUuid,
} from "typebox/format";
import { isUri, isUriReference } from "./uri.ts";

type Check = (text: string) => boolean;

/**
 * A host name of RFC 1123. For some values, such as "xn--hello-txk", the library's own check never
 * returns in goja.
 */
const MAX_HOSTNAME = 253;
const HOSTNAME =
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/**
 * These checks run in the engine that backtracks, or compile the client's own text. No date needs
 * more characters, and no pattern that a person writes.
 */
const MAX_BACKTRACKED = 1000;
const bounded =
  (check: Check): Check =>
  (text) =>
    text.length <= MAX_BACKTRACKED && check(text);

/** The formats that are checked. The others need Unicode's tables, which goja does not have. */
export const FORMATS: Record<string, Check> = {
  "date-time": bounded(IsDateTime),
  date: IsDate,
  duration: IsDuration,
  email: IsEmail,
  hostname: (text) => text.length <= MAX_HOSTNAME && HOSTNAME.test(text),
  ipv4: IsIPv4,
  ipv6: IsIPv6,
  "json-pointer-uri-fragment": IsJsonPointerUriFragment,
  "json-pointer": IsJsonPointer,
  regex: bounded(IsRegex),
  "relative-json-pointer": IsRelativeJsonPointer,
  time: IsTime,
  "uri-reference": isUriReference,
  "uri-template": IsUriTemplate,
  uri: isUri,
  url: IsUrl,
  uuid: IsUuid,
};
