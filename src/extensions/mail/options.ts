// The public types of mail. Types only, part of pocketbundle.d.ts.
import type { Change } from "../../contract/changes.ts";
import type { Context } from "../../contract/context.ts";
import type { Secret } from "../../contract/environment.ts";
import type { Addresses, MailFile, OptionalAddresses } from "../../contract/mail.ts";

// biome-ignore lint/suspicious/noExplicitAny: its fields are the user's.
type Values = Record<string, any>;

/** A value, or a function that returns it for the change. */
type Of<T> = T | ((change: Change, ctx: Context) => T);

type Recipients = Addresses | ((change: Change, ctx: Context) => OptionalAddresses);

/** A message is sent when a record changes, by `ctx.mail.send`, or both. */
export interface Message {
  /**
   * `"<collection>:<create|update|delete>"`, `"<collection>:*"`, or a list of them. Without it,
   * only `ctx.mail.send` sends the message.
   */
  on?: string | string[];
  /** Sends the message only when this returns `true`. Default: always. */
  when?(change: Change, ctx: Context): boolean;
  /**
   * The recipients. A message with `on` needs one of `to`, `cc` and `bcc`. What a function returns
   * may be blank or `null`, or have blank items: they are left out.
   */
  to?: Recipients;
  cc?: Recipients;
  bcc?: Recipients;
  replyTo?: Recipients;
  /** The sender, `"Shop <hello@example.com>"`. Default: `mail.from`. */
  from?: string | ((change: Change, ctx: Context) => string | null | undefined);
  /** The language of the templates: both `de` and `de-AT` find `<message>.de.html`. */
  locale?: Of<string>;
  /** Returns the values for the templates. Default: `{ record, before }` of the change. */
  data?(change: Change, ctx: Context): Values;
  /**
   * The file fields of the changed record whose files are attached, or a function that returns file
   * fields and other files.
   */
  attach?: string[] | ((change: Change, ctx: Context) => (string | MailFile)[] | null | undefined);
  /**
   * `"transactional"` (the default) is for mail that the recipient's own action asks for. Any other
   * name, such as `"bulk"` or `"news"`, is a list that recipients can unsubscribe from: each gets a
   * mail of their own with a link for it.
   */
  category?: string;
}

/**
 * A mail service whose HTTP API is used instead of PocketBase's mailer. `url` replaces the address
 * of its API.
 */
export type Provider =
  | {
      provider: "resend";
      /** The API key. */
      key: Secret;
      /** The signing secret (`whsec_…`) of the webhook for bounces and complaints. */
      webhookSecret?: Secret;
      url?: string;
    }
  | {
      provider: "postmark";
      /** The server token. */
      key: Secret;
      /** The message stream of transactional mail. Default `"outbound"`. */
      stream?: string;
      /** The message stream of all other categories. Default `"broadcast"`. */
      bulkStream?: string;
      /** The `user:password` in the webhook's address, for bounces and complaints. */
      webhookSecret?: Secret;
      url?: string;
    }
  | {
      provider: "mailgun";
      /** The sending key. */
      key: Secret;
      domain: string;
      /** Default `"us"`. */
      region?: "us" | "eu";
      /** The account's webhook signing key, for bounces and complaints. */
      webhookSecret?: Secret;
      url?: string;
    }
  | {
      provider: "ses";
      /** The AWS region, for example `"eu-central-1"`. */
      region: string;
      accessKeyId: Secret;
      secretAccessKey: Secret;
      sessionToken?: Secret;
      configurationSet?: string;
      /** The `user:password` in the address of the SNS subscription, for bounces and complaints. */
      webhookSecret?: Secret;
      url?: string;
    };

export interface MailOptions {
  /** The sender, `"Shop <hello@example.com>"`. Default: the one in PocketBase's settings. */
  from?: string;
  /** The folder under `pb_hooks` with the templates. Default `"mail"`. */
  templates?: string;
  /**
   * Sends PocketBase's own mails (verification, password reset …) through the outbox. Default
   * `false`.
   */
  system?: boolean;
  /** `"smtp"` (the default) is PocketBase's mailer, with its settings. */
  transport?: "smtp" | Provider;
  /** Limits that delay mails and drop none. Default: none. */
  rate?: { perSecond?: number; perRecipientPerHour?: number };
  /**
   * The seconds that one attempt may take. Default 60. A mail server that is silent for longer
   * costs a worker's memory, and the mail is tried again.
   */
  timeout?: number;
  /**
   * For how long a mail is tried again before it is `failed`, such as `"3d"`. Default: twelve
   * attempts, which take six hours.
   */
  retryFor?: string;
  /** The largest size of all attachments of one mail, in bytes. Default 20000000 (20 MB). */
  maxAttachments?: number;
  /**
   * How long mails are kept, such as `"30d"`. Default sent `"30d"`, failed and suppressed `"90d"`.
   */
  keep?: { sent?: string; failed?: string };
  /** Messages by name. */
  messages?: Record<string, Message>;
}
