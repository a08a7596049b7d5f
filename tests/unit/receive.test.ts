import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { testApp } from "./app.ts";

const secret = "whsec_unit";
const app = () =>
  testApp({
    config: `module.exports = { receive: { stripe: { secret: "${secret}", on: {
      "invoice.*": (event, ctx) => console.log("prefix " + event.type),
      "invoice.paid": (event, ctx) => console.log("exact " + event.type) } } } };`,
  });
const sign = (payload: string, timestamp = Math.floor(Date.now() / 1000)) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
const path = "/api/bundle/receive/stripe";

describe("receive", () => {
  it.each([
    ["invoice.paid", "exact invoice.paid"],
    ["invoice.voided", "prefix invoice.voided"],
    ["charge.failed", undefined],
  ])("%s runs its handler", (type, printed) => {
    const own = app();
    const body = JSON.stringify({ type });
    const answer = own.request("POST", path, { body, headers: { "Stripe-Signature": sign(body) } });
    expect(answer).toMatchObject({ status: 200, json: { received: true } });
    expect(own.console.filter((line) => line.includes(type))).toEqual(printed ? [printed] : []);
  });

  it.each<[string, (good: string) => string]>([
    ["none", () => ""],
    ["truncated", (good) => good.slice(0, -1)],
    ["of another scheme", (good) => good.replace("v1=", "v0=")],
    ["of another time", (good) => good.replace(/t=\d+/, "t=1")],
  ])("refuses a signature that is %s", (_what, spoil) => {
    const own = app();
    const body = JSON.stringify({ type: "invoice.paid" });
    const headers = { "Stripe-Signature": spoil(sign(body)) };
    expect(own.request("POST", path, { body, headers }).status).toBe(400);
    expect(own.console.join()).not.toContain("invoice");
  });

  it("refuses what was signed 301 s ago and takes 299 s", () => {
    const own = app();
    const ask = (age: number) => {
      const body = JSON.stringify({ type: "x" });
      const header = sign(body, Math.floor(Date.now() / 1000) - age);
      return own.request("POST", path, { body, headers: { "Stripe-Signature": header } }).status;
    };
    expect([ask(299), ask(302)]).toEqual([200, 400]);
  });
});
