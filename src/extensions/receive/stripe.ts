/** How old a signed event may be, in seconds: the default of Stripe's own libraries. */
const TOLERANCE = 300;

/**
 * Checks `Stripe-Signature: t=…,v1=…[,v1=…]`: HMAC-SHA256 over `t.body`, hex, keyed with the whole
 * `whsec_…` text (https://docs.stripe.com/webhooks, "Verify webhook signatures manually").
 * Returns why the event is refused, or `undefined`. `now` is in seconds.
 */
export function verifyStripe(
  header: string,
  body: string,
  secrets: string[],
  now: number,
): string | undefined {
  const { t, v1 } = parseHeader(header);
  if (t === undefined || v1.length === 0)
    return "The Stripe-Signature header is missing or malformed.";
  const matches = secrets.some((secret) => {
    const expected = $security.hs256(`${t}.${body}`, secret);
    return v1.some((signature) => $security.equal(signature, expected));
  });
  if (!matches) return "The signature does not match.";
  return now - Number(t) > TOLERANCE ? "The event is too old." : undefined;
}

function parseHeader(header: string): { t: string | undefined; v1: string[] } {
  const pairs = header.split(",").map((part) => part.trim().split("=", 2) as [string, string?]);
  const values = (key: string) =>
    pairs.flatMap(([name, value]) => (name === key && value ? [value] : []));
  const [t] = values("t");
  return { t: t && /^\d{1,12}$/.test(t) ? t : undefined, v1: values("v1") };
}
