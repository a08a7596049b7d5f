import type { Page } from "playwright-core";
import PocketBase from "pocketbase";
import { expect, it, onTestFinished } from "vitest";
import { superuserClient } from "../../examples/shop/dev/superuser.mjs";
import { until } from "../../kit/testing/wait.ts";
import { launchBrowser } from "./chromium.ts";
import { type Demo, startDemo } from "./demo.ts";

interface Mail {
  subject: string;
  html: string;
  text: string;
  to: { address: string }[];
}

/** Waits until the inbox has this many mails. */
const inbox = (demo: Demo, count: number) =>
  until(
    async () => {
      const list = (await (await fetch(`${demo.inbox}/api/email`)).json()) as Mail[];
      return list.length >= count ? list : undefined;
    },
    () => `${count} mails in the inbox`,
    30_000,
  );

/** The orders on the page, the newest first. */
const items = (page: Page) => page.getByTestId("orders").locator("> li");

/** Opens the shop in a browser, signed in. */
async function openShop(demo: Demo) {
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(demo.shop);
  await page.getByText("Signed in as Ada Lovelace").waitFor();
  return { page, problems };
}

it("the demo: an order with a field error is corrected, placed, paid, and all its mails arrive", async () => {
  const demo = await startDemo(onTestFinished);
  const { page, problems } = await openShop(demo);
  const quantity = page.getByLabel("Quantity");
  await page.getByRole("radio", { name: /Canvas bag/ }).check();
  await quantity.fill("1.5");
  await page.getByRole("button", { name: "Place order" }).click();
  await page.locator("#quantity-error").getByText("Must be a whole number.").waitFor();
  expect(await quantity.getAttribute("aria-invalid")).toBe("true");
  expect(await items(page).count()).toBe(0);

  await quantity.fill("2");
  await page.getByRole("textbox", { name: "Note" }).fill("<b>Gift</b> wrap & a card, please.");
  await page.getByRole("button", { name: "Place order" }).click();
  const order = items(page).first();
  await order.getByText("placed", { exact: true }).waitFor();
  await order.getByText("<b>Gift</b> wrap & a card, please.").waitFor();
  expect(await page.locator("#quantity-error").textContent()).toBe("");

  await order.getByRole("button", { name: /^Pay/ }).click();
  await order.getByText("paid", { exact: true }).waitFor();
  expect(problems).toEqual([]);

  const total = /€45\.00/;
  const [paid, placed] = bySubject(await inbox(demo, 2));
  expect(placed).toMatchObject({ subject: "Your order of 2 × Canvas bag" });
  expect(placed?.html).toMatch(total);
  expect(placed?.html).toContain("&lt;b&gt;Gift&lt;&#x2F;b&gt; wrap &amp; a card, please.");
  expect(placed?.text).toContain("<b>Gift</b> wrap & a card, please.");
  expect(paid).toMatchObject({ subject: "Paid: your order of 2 × Canvas bag" });
  expect(paid?.text).toMatch(total);

  const pb = await superuserClient(demo.shop);
  const customers = pb.collection("customers");
  const ada = await customers.getFirstListItem("email = 'ada@example.com'");
  await customers.update(ada.id, { lang: "de" });
  await page.getByRole("radio", { name: /Enamel mug/ }).check();
  await quantity.fill("1");
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByText("Order placed. A receipt").waitFor();
  const german = items(page).first();
  await german.getByRole("button", { name: /^Pay.*14/ }).click();
  await german.getByText("paid", { exact: true }).waitFor();
  const mails = await inbox(demo, 4);
  const [bezahlt, bestellung] = bySubject(mails.filter(({ html }) => html.includes('lang="de"')));
  expect(bezahlt).toMatchObject({ subject: "Bezahlt: 1 × Enamel mug" });
  expect(bestellung).toMatchObject({ subject: "Ihre Bestellung: 1 × Enamel mug" });
  for (const mail of [bezahlt, bestellung]) expect(mail?.text).toMatch(/Summe +14,00\s€/);

  await new PocketBase(demo.shop).collection("customers").requestPasswordReset("ada@example.com");
  const reset = (await inbox(demo, 5)).find(({ html }) => html.includes("confirm-password-reset"));
  expect(reset?.to).toMatchObject([{ address: "ada@example.com" }]);

  for (const expected of [1, 1]) {
    expect(await pb.send("/api/shop/news", { method: "POST" })).toEqual({ mails: expected });
  }
  const news = (await inbox(demo, 6)).find(({ subject }) => subject === "Neu im Pocket Shop");
  expect(news?.text).toMatch(/Enamel mug, 14,00\s€/);
  const [, link = ""] = news?.text.match(/Bitte nichts Neues mehr \((\S+)\)/) ?? [];
  await page.goto(link);
  await page.getByRole("button", { name: "Unsubscribe" }).click();
  await page.getByText("ada@example.com is unsubscribed.").waitFor();
  const outbox = await pb.collection("bundle_mails").getFullList();
  expect(outbox.map(({ message, status }) => `${message} ${status}`).sort()).toEqual([
    "news sent",
    "order-paid sent",
    "order-paid sent",
    "order-placed sent",
    "order-placed sent",
    "password-reset sent",
  ]);

  expect(await demo.interrupt()).toBe(0);
  for (const url of [demo.shop, demo.inbox]) await expect(fetch(url)).rejects.toThrow();
}, 90_000);

it("the demo: it shows what happened, has one error for one mistake, orders once, and says when nobody answers", async () => {
  const demo = await startDemo(onTestFinished);
  const { page, problems } = await openShop(demo);
  const pb = await superuserClient(demo.shop);
  const place = page.getByRole("button", { name: "Place order" });
  const stored = async () => (await pb.collection("orders").getFullList()).map(({ id }) => id);

  // Choosing nothing gives one error.
  await place.click();
  await page.getByText("Choose a product.").waitFor();
  const alerts = page.locator(".error:visible, .alert:visible");
  expect(await alerts.allTextContents()).toEqual(["Choose a product."]);

  // A second click does not order again: not at the same moment, and not after the answer.
  await page.getByRole("radio", { name: /Canvas bag/ }).check();
  const twice = `for (const form of [...document.forms, ...document.forms]) form.requestSubmit();`;
  await page.evaluate(twice);
  const order = items(page).first();
  await order.getByText("placed", { exact: true }).waitFor();
  const button = page.getByRole("button", { name: "Order placed" });
  expect(await button.isDisabled()).toBe(true);
  await button.click({ force: true });
  await page.evaluate(twice);

  // The page shows what happened, with links to the inbox and to the rows in the dashboard.
  const steps = () => order.locator("ol > li > strong").allTextContents();
  await order.getByText("“Your order of 1 × Canvas bag” to ada@example.com").waitFor();
  expect(await steps()).toEqual(["Rule", "Change", "Job", "Mail", "Webhook"]);
  await order.getByText("Comes with the payment").waitFor();
  await order.getByRole("button", { name: /^Pay/ }).click();
  await order.getByText("“Paid: your order of 1 × Canvas bag”").waitFor();
  expect(await steps()).toEqual([
    ...["Rule", "Change", "Job", "Mail"],
    ...["Webhook", "Change", "Job", "Mail"],
  ]);
  const anchors = await order.getByRole("link").all();
  const links = await Promise.all(anchors.map(async (a) => (await a.getAttribute("href")) ?? ""));
  expect(links.filter((href) => href === `${demo.inbox}/`)).toHaveLength(2);
  const rows = ["jobs", "mails", "events", "jobs", "mails"].map((name) => `bundle_${name}`);
  const named = links.map((href) => /collection=(\w+)&filter=id%3D%22(\w+)%22/.exec(href) ?? []);
  const linked = named.filter(({ length }) => length > 0);
  expect(linked.map(([, collection]) => collection)).toEqual(rows);
  for (const [, collection = "", id = ""] of linked) await pb.collection(collection).getOne(id);
  expect(await stored()).toHaveLength(1);

  // The answer to an order is lost. The page says so, and the next click finds the stored order.
  const lost = new Set<string>();
  await page.route("**/api/collections/orders/records*", async (route) => {
    if (route.request().method() !== "POST" || lost.size > 0) return route.continue();
    lost.add(route.request().postDataJSON().id);
    await route.fetch();
    return route.abort("connectionreset");
  });
  await page.getByRole("radio", { name: /Enamel mug/ }).check();
  await place.click();
  await page.getByText("The shop does not answer. Your order stays in this form").waitFor();
  await place.click();
  await page.getByRole("button", { name: "Order placed" }).waitFor();
  expect(await items(page).count()).toBe(2);
  expect(await stored()).toEqual(expect.arrayContaining([...lost]));
  expect(await stored()).toHaveLength(2);

  // The whole shop is gone.
  expect(await demo.interrupt()).toBe(0);
  await page.getByText("No connection to the shop.").waitFor();
  await page.getByRole("radio", { name: /Canvas bag/ }).check();
  await place.click();
  await page.getByText("The shop does not answer. Your order stays in this form").waitFor();
  await items(page).first().getByRole("button", { name: /^Pay/ }).click();
  await page.getByText("The payment does not go through: nobody answers.").waitFor();
  expect(problems).toEqual([]);
}, 120_000);

const bySubject = (mails: Mail[]) => [...mails].sort((a, b) => (a.subject < b.subject ? -1 : 1));
