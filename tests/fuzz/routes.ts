// The routes, with what each expects in its body.
import type { Caller } from "./places.ts";
import {
  BATCH,
  EVENT,
  FEEDBACK,
  FREE,
  LINE,
  ORDER,
  quoted,
  RULES,
  serial,
  text,
  USER,
} from "./shapes.ts";
import type { Fields } from "./values.ts";

export interface Target {
  method: string;
  path: string;
  weight: number;
  fields: Fields;
  files?: string[];
  /** Whether most requests are signed. */
  signed?: boolean;
  callers: Caller[];
}

const STRANGERS: Caller[] = ["guest", "guest", "user", "broken"];
const ANYONE: Caller[] = [...STRANGERS, "superuser"];

const target = (
  weight: number,
  method: string,
  path: string,
  fields: Fields = FREE,
  more: Partial<Target> = {},
): Target => ({ method, path, weight, fields, callers: STRANGERS, ...more });
const records = "/api/collections/orders/records";
const auth = "/api/collections/users";

export const SOURCES = [
  "standard",
  "stripe",
  "github",
  "paddle",
  "lemonsqueezy",
  "shopify",
  "polar",
  "slack",
  "placed",
  "own",
];

/** `{provider}` is the mail service of the server. */
export const TARGETS: Target[] = [
  ...SOURCES.map((name) =>
    target(12, "POST", `/api/bundle/receive/${name}`, EVENT, { signed: true }),
  ),
  target(40, "POST", "/api/bundle/mail/feedback/{provider}", FEEDBACK, { signed: true }),
  ...["GET", "PUT", "PATCH", "DELETE", "POST"].map((method) =>
    target(2, method, "/api/bundle/receive/{name}", EVENT),
  ),
  target(10, "POST", "/api/bundle/unsubscribe", FREE, { signed: true }),
  target(10, "GET", "/api/bundle/unsubscribe", FREE, { signed: true }),
  ...[
    "health",
    "mail/preview",
    "mail/preview/note",
    "mail/preview/{name}",
    "mail/preview-page",
  ].map((path) => target(3, "GET", `/api/bundle/${path}`, FREE, { callers: ANYONE })),
  target(2, "POST", "/api/bundle/work/{slot}"),
  ...[
    "echo",
    "text",
    "info",
    "upload",
    "uploads",
    "refuse",
    "mail",
    "job",
    "log",
    "any",
    "users",
  ].map((path) => target(8, "POST", `/api/own/${path}`, FREE, { files: ["file"] })),
  target(25, "POST", "/api/own/rules", RULES),
  target(15, "PATCH", "/api/own/rules/{id}", RULES),
  target(6, "PUT", "/api/own/unread"),
  target(8, "GET", "/api/own/query/{path}"),
  target(5, "GET", "/api/own/record/{id}"),
  target(3, "DELETE", "/api/own/superusers", FREE, { callers: ANYONE }),
  target(80, "POST", records, ORDER, { files: ["file"], callers: ANYONE }),
  target(50, "PATCH", `${records}/{id}`, ORDER, { files: ["file"] }),
  target(30, "POST", "/api/collections/lines/records", LINE),
  target(20, "POST", "/api/batch", BATCH),
  target(15, "GET", records),
  target(8, "GET", `${records}/{id}`),
  target(3, "DELETE", "/api/collections/lines/records/{id}"),
  target(3, "POST", `${auth}/records`, USER),
  target(3, "POST", `${auth}/auth-with-password`, {
    identity: text("nobody@example.com", "user@example.com"),
    password: text("wrong"),
  }),
  target(3, "POST", `${auth}/auth-with-otp`, { otpId: serial, password: text("1") }),
  target(3, "POST", `${auth}/auth-refresh`),
  target(2, "POST", `${auth}/request-otp`, { email: text("nobody@example.com") }),
  target(2, "POST", `${auth}/request-password-reset`, { email: text("nobody@example.com") }),
  target(2, "POST", `${auth}/confirm-password-reset`, {
    token: quoted,
    password: text("12345678"),
    passwordConfirm: text("12345678"),
  }),
  target(2, "POST", `${auth}/confirm-verification`, { token: quoted }),
  target(1, "GET", `${auth}/auth-methods`),
  target(3, "GET", "/api/{name}"),
];
