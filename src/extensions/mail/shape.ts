import {
  array,
  boolean,
  check,
  lazy,
  looseObject,
  minValue,
  nonEmpty,
  picklist,
  pipe,
  rawCheck,
  regex,
} from "valibot";
import { secretProblem } from "../../lib/secret-problem.ts";
import {
  age,
  apiKey,
  count,
  either,
  fn,
  optional,
  positive,
  record,
  retryTime,
  secret,
  shape,
  text,
  texts,
} from "../../lib/shape.ts";
import { isStandardSecret } from "../../lib/signatures/standard.ts";
import { changeNames } from "../../work/changes/shape.ts";
import { parseAddress } from "./address.ts";
import type { Message } from "./options.ts";

const maker = () => fn<(...args: never[]) => unknown>();
/** Returns why the text is no address; `""` when it is one. */
const faultOf = (value: string): string => {
  try {
    parseAddress(value);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};
const address = pipe(
  text,
  check(
    (value) => faultOf(value) === "",
    ({ input }) => faultOf(`${input}`),
  ),
);
const addresses = either("an address, a list of addresses, or a function that returns them", [
  address,
  pipe(array(address), nonEmpty("Expected at least one.")),
  maker(),
]);

const messageFields = {
  on: optional(changeNames),
  when: optional(fn<NonNullable<Message["when"]>>()),
  to: optional(addresses),
  cc: optional(addresses),
  bcc: optional(addresses),
  replyTo: optional(addresses),
  from: optional(either("an address, or a function that returns one", [address, maker()])),
  locale: optional(
    either("a language such as de, or a function that returns one", [text, maker()]),
  ),
  data: optional(fn<NonNullable<Message["data"]>>()),
  attach: optional(
    either("a list of file fields, or a function that returns files", [texts, maker()]),
  ),
  category: optional(
    pipe(
      text,
      regex(/^[a-z][\w-]*$/, "Expected a lower-case word, such as bulk."),
      check((value) => value !== "system", '"system" is for PocketBase\'s own mails.'),
    ),
  ),
};

const messageShape = pipe(
  shape(messageFields),
  rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [key, message] of uselessOf(dataset.value as Message)) {
      const path = [{ type: "object", origin: "value", input: {}, key, value: undefined }] as const;
      addIssue({ message, path: path as never });
    }
  }),
);

/** Returns what a message lacks, and what could never have an effect, each with its key. */
function uselessOf(message: Message): [key: string, message: string][] {
  const { on, to, cc, bcc } = message;
  if (on !== undefined) return to || cc || bcc ? [] : [["to", NOBODY]];
  return (Object.keys(messageFields) as (keyof Message)[])
    .filter((key) => typeof message[key] === "function" || (key === "attach" && message[key]))
    .map((key) => [key, NEEDS_ON(key)]);
}

const NOBODY =
  "Missing: a message with `on` needs somebody to go to. Expected an address, or a function such as (change) => change.record.email.";
const NEEDS_ON = (key: string) =>
  `Needs \`on\`, since it is about a change.${BY_CALLER.includes(key) ? ` ctx.mail.send has its own \`${key}\`.` : ""}`;
const BY_CALLER = ["to", "cc", "bcc", "replyTo", "from", "locale", "data", "attach"];

const url = pipe(
  text,
  regex(
    /^https?:\/\/[^\s?#@]*[^\s?#@/]$/,
    "Expected an address such as https://api.example.com, without a slash at its end.",
  ),
);
const passwordProblem = (login: string) => secretProblem(login.slice(login.indexOf(":") + 1));
const password = pipe(
  text,
  regex(/^[^:]+:.{8,}$/, "Expected user:password, with eight characters or more."),
  check(
    (value) => passwordProblem(value) === undefined,
    ({ input }) => passwordProblem(`${input}`) ?? "",
  ),
);

/** By the name of the service. */
const PROVIDERS = {
  resend: shape({
    provider: picklist(["resend"]),
    key: apiKey,
    webhookSecret: optional(
      pipe(secret, check(isStandardSecret, "Expected the signing secret of the webhook, whsec_….")),
    ),
    url: optional(url),
  }),
  postmark: shape({
    provider: picklist(["postmark"]),
    key: apiKey,
    stream: optional(text),
    bulkStream: optional(text),
    webhookSecret: optional(password),
    url: optional(url),
  }),
  mailgun: shape({
    provider: picklist(["mailgun"]),
    key: apiKey,
    domain: text,
    region: optional(picklist(["us", "eu"])),
    webhookSecret: optional(secret),
    url: optional(url),
  }),
  ses: shape({
    provider: picklist(["ses"]),
    region: text,
    accessKeyId: apiKey,
    secretAccessKey: apiKey,
    sessionToken: optional(apiKey),
    configurationSet: optional(text),
    webhookSecret: optional(password),
    url: optional(url),
  }),
};

/**
 * An object is a service, so the problem is the key that is missing, and not that the value is not
 * "smtp".
 */
const transport = lazy((value) => {
  if (typeof value !== "object" || value === null) {
    return picklist(["smtp"], 'Expected "smtp" or a service such as { provider: "resend", key }.');
  }
  const { provider } = value as { provider?: keyof typeof PROVIDERS };
  return provider && Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : noService;
});

const noService = looseObject({
  provider: picklist(Object.keys(PROVIDERS) as [string, ...string[]]),
});

const sender = pipe(
  text,
  check((value) => faultOf(value) === "", 'Expected "Shop <hello@example.com>".'),
);
const folder = pipe(text, regex(/^[\w-][\w/.-]*$/, "Expected a folder under pb_hooks."));

/** The name is also the name of a file and a part of URLs. */
const messageName = pipe(
  text,
  regex(/^[a-z0-9][\w-]*(\.[\w-]+)*$/i, 'Expected a name such as "order-placed".'),
);

export const mailShape = shape({
  from: optional(sender),
  templates: optional(folder),
  system: optional(boolean()),
  transport: optional(transport),
  rate: optional(
    shape({
      perSecond: optional(pipe(positive, minValue(0.001, "Expected 0.001 or more."))),
      perRecipientPerHour: optional(count(1)),
    }),
  ),
  maxAttachments: optional(count(1, "bytes")),
  timeout: optional(count(1, "seconds")),
  retryFor: optional(retryTime),
  keep: optional(shape({ sent: optional(age), failed: optional(age) })),
  messages: optional(record(messageName, messageShape)),
});
