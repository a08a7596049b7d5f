// This table says how each sender signs, and where its events have their id, type and time.
import {
  github,
  hmac,
  lemonsqueezy,
  paddle,
  type Scheme,
  type SignedRequest,
  shopify,
  standard,
  standardText,
  stripe,
} from "../../lib/signatures/index.ts";
import type { EventIdentity, ReceivedEvent, Source } from "./options.ts";

type Identify = (
  event: ReceivedEvent,
  request: SignedRequest,
) => EventIdentity & { test?: boolean };
type SchemeName = NonNullable<Source["scheme"]>;

interface Sender {
  scheme(source: Source): Scheme;
  identify: Identify;
}

/** The text that was signed; the request is genuine, so there is one. */
const signedText = (scheme: Scheme, request: SignedRequest): string => {
  const claim = scheme.read(request);
  return typeof claim === "string" ? request.body : claim.signed;
};
const digest = (body: string) => $security.sha256(body);

const SENDERS: Record<SchemeName, Sender> = {
  standard: {
    scheme: ({ key }) => (key === "text" ? standardText : standard),
    identify: (event, { header }) => ({
      id: header("webhook-id") || header("svix-id"),
      type: event.type ?? event.event_type,
      at: event.timestamp ?? event.created_at,
    }),
  },
  stripe: {
    scheme: () => stripe,
    identify: ({ id, type, created, livemode }, request) => ({
      // The dashboard's test events all have the same id, but each is meant to be handled. What was
      // signed tells them apart, and the other bytes of the header do not.
      id:
        typeof id === "string" && /^evt_0{14}$/.test(id)
          ? `${id} ${digest(signedText(stripe, request))}`
          : id,
      type,
      at: created,
      test: livemode === false,
    }),
  },
  github: {
    scheme: () => github,
    identify: (_event, { header }) => ({
      id: header("X-GitHub-Delivery"),
      type: header("X-GitHub-Event"),
    }),
  },
  paddle: {
    scheme: () => paddle,
    identify: ({ event_id, event_type, occurred_at }) => ({
      id: event_id,
      type: event_type,
      at: occurred_at,
    }),
  },
  lemonsqueezy: {
    scheme: () => lemonsqueezy,
    identify: ({ meta, data }, { body }) => ({
      id: digest(body),
      type: meta?.event_name,
      at: data?.attributes?.updated_at,
      test: meta?.test_mode === true,
    }),
  },
  shopify: {
    scheme: () => shopify,
    identify: (event, { header }) => ({
      id: header("X-Shopify-Webhook-Id"),
      type: header("X-Shopify-Topic"),
      at: header("X-Shopify-Triggered-At") || event.updated_at,
      test: header("X-Shopify-Test") === "true",
    }),
  },
  hmac: {
    scheme: ({ hmac: options }) => hmac(options ?? { header: "" }),
    // The body may be the thing that has changed. Then its `id` and its `created_at` are the same
    // in all its events, so they say nothing about this one.
    identify: (event, { body }) => {
      const type = event.type ?? event.event_type ?? event.event;
      const at = event.timestamp ?? (type === undefined ? undefined : event.created_at);
      return { id: digest(body), type, at };
    },
  },
};

export const schemeName = (name: string, { scheme = name as SchemeName }: Source): SchemeName =>
  scheme;
export const senderOf = (name: string, source: Source): Sender => SENDERS[schemeName(name, source)];
export const schemeOf = (name: string, source: Source): Scheme =>
  senderOf(name, source).scheme(source);
