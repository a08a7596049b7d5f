// How the end of a subscription is told, and taken back. An explicit null empties a field, and a
// value that is missing leaves it.
import type { Case } from "../cases.ts";
import type { Driver } from "../drivers.ts";
import { create, find, type LemonObject, lemon, paddle, stripe } from "./shop.ts";
import type { Table } from "./webhooks.ts";

const FIELDS = "cancel_at_period_end cancel_at canceled_at trial_end period_end";
const END = "2027-01-15 08:00:00.000Z";
const SOON = "2026-12-15 08:00:00.000Z";
const NOW = "2023-11-14 22:13:20.000Z";
const seconds = (date: string) => Date.parse(date) / 1000;

interface Step {
  what: string;
  change: object;
  expected: unknown[];
}

const told =
  (name: string, send: (driver: Driver, step: number, change: object) => unknown) =>
  (sub: string, steps: Step[]): Case => ({
    name: `${name}: ${steps.map(({ what }) => what).join(", ")}`,
    async run(driver) {
      const seen = [];
      for (const [i, { change }] of steps.entries()) {
        await send(driver, i, change);
        await driver.settle();
        seen.push(...(await find(driver, "subs", `remote = '${sub}'`, FIELDS)));
      }
      return seen;
    },
    expected: steps.map(({ expected }) => expected),
  });

const period = { current_period_end: seconds(END) };
const onStripe = (id: string, old = false) =>
  told(`Stripe ${id}`, (driver, step, change) =>
    stripe(driver, "customer.subscription.updated", 1_700_000_000 + step, {
      id,
      status: "active",
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
      trial_end: null,
      ...(old && period),
      items: { data: [{ ...(!old && period), price: { id: "price_1", unit_amount: 900 } }] },
      ...change,
    }),
  );
const onPaddle = told("Paddle", (driver, step, change) =>
  paddle(driver, "subscription.updated", `00000${step}`, {
    id: "sub_end_p",
    status: "active",
    current_billing_period: { ends_at: END },
    scheduled_change: null,
    canceled_at: null,
    items: [{ price: { id: "pri_1" }, trial_dates: null }],
    ...change,
  }),
);
const lemonSub = (change: object): LemonObject => ({
  type: "subscriptions",
  id: "sub_end_l",
  attributes: { status: "active", cancelled: false, renews_at: END, ends_at: null, ...change },
});
const onLemon = told("Lemon Squeezy", (driver, step, change) =>
  lemon(driver, "subscription_updated", step, lemonSub(change)),
);

const runs = [false, "", "", "", END];
const cases: Case[] = [
  onStripe("2025-03-31.basil")("2025-03-31.basil", [
    {
      what: "on trial",
      change: { trial_end: seconds(SOON) },
      expected: [false, "", "", SOON, END],
    },
    { what: "active", change: {}, expected: runs },
    {
      what: "ended by the portal",
      change: { cancel_at: seconds(END), canceled_at: seconds(NOW) },
      expected: [true, END, NOW, "", END],
    },
    { what: "resumed", change: {}, expected: runs },
    {
      what: "ended at a date",
      change: { cancel_at: seconds(SOON), canceled_at: seconds(NOW) },
      expected: [false, SOON, NOW, "", END],
    },
    {
      what: "an object without these keys",
      change: { cancel_at: undefined, canceled_at: undefined, cancel_at_period_end: undefined },
      expected: [false, SOON, NOW, "", END],
    },
  ]),
  onStripe("2024-06-20", true)("2024-06-20", [
    {
      what: "ended with its period",
      change: {
        cancel_at_period_end: true,
        cancel_at: seconds(END),
        canceled_at: seconds(NOW),
      },
      expected: [true, END, NOW, "", END],
    },
    { what: "resumed", change: {}, expected: runs },
    {
      what: "ended by the portal",
      change: { cancel_at: seconds(END) },
      expected: [true, END, "", "", END],
    },
  ]),
  onPaddle("sub_end_p", [
    {
      what: "on trial",
      change: { items: [{ trial_dates: { ends_at: SOON } }] },
      expected: [false, "", "", SOON, END],
    },
    {
      what: "ended with its period",
      change: { scheduled_change: { action: "cancel", effective_at: END } },
      expected: [true, END, "", "", END],
    },
    {
      what: "an object without that key",
      change: { scheduled_change: undefined, items: [] },
      expected: [true, END, "", "", END],
    },
    {
      what: "paused instead",
      change: { scheduled_change: { action: "pause", effective_at: END } },
      expected: runs,
    },
    {
      what: "canceled",
      change: { current_billing_period: null, canceled_at: NOW },
      expected: [false, "", NOW, "", ""],
    },
  ]),
  onLemon("sub_end_l", [
    {
      what: "on trial",
      change: { trial_ends_at: SOON },
      expected: [false, "", "", SOON, END],
    },
    {
      what: "ended with its period",
      change: { cancelled: true, ends_at: SOON, trial_ends_at: null },
      expected: [true, SOON, "", "", SOON],
    },
    { what: "resumed", change: {}, expected: runs },
  ]),
  {
    name: "what passes through the checkout is never emptied, nor a customer by a checkout",
    async run(driver) {
      const id = await create(driver, "members", { ref: "r1" });
      const look = () => find(driver, "members", `id = '${id}'`, "customer email name");
      const customer = { id: "cus_null", email: "a@example.com", name: "Ada" };
      await stripe(driver, "customer.created", 1_700_000_000, {
        ...customer,
        metadata: { reference: "r1" },
      });
      const seen = await look();
      await stripe(driver, "checkout.session.expired", 1_700_000_001, {
        id: "cs_null",
        customer: "cus_null",
        customer_email: null,
        customer_details: { email: null, name: null },
      });
      seen.push(...(await look()));
      await stripe(driver, "customer.updated", 1_700_000_002, { ...customer, name: null });
      seen.push(...(await look()));
      for (const [second, user] of [
        [1, "ada"],
        [2, null],
      ] as const) {
        const data = { id: "sub_user", status: "active", custom_data: user && { user } };
        await paddle(driver, "subscription.updated", `00000${second}`, data);
      }
      return [...seen, ...(await find(driver, "subs", "remote = 'sub_user'", "user"))];
    },
    expected: [
      ["cus_null", "a@example.com", "Ada"],
      ["cus_null", "a@example.com", "Ada"],
      ["cus_null", "a@example.com", ""],
      ["ada"],
    ],
  },
  {
    name: "ids beyond 2^53 are matched by all their digits",
    async run(driver) {
      for (const digit of [1, 2]) {
        const attributes = { status: `s${digit}`, customer_id: `900719925474099${digit}` };
        await lemon(driver, "subscription_updated", digit, {
          type: "subscriptions",
          id: `900719925474099${digit}`,
          attributes,
        });
      }
      return find(driver, "subs", "remote ~ '9007199254740'", "remote status customer");
    },
    expected: [
      ["9007199254740991", "s1", "9007199254740991"],
      ["9007199254740992", "s2", "9007199254740992"],
    ],
  },
];

export const endings: Table = { sources: "{}", cases };
