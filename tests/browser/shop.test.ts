import { expect, it, onTestFinished } from "vitest";
import { until } from "../../src/testing/wait.ts";
import { launchBrowser } from "./chromium.ts";
import { startDemo } from "./demo.ts";

it("the demo: an order with a field error is mended, placed, paid, and both mails arrive", async () => {
  const demo = await startDemo(onTestFinished);
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));

  await page.goto(demo.shop);
  await page.getByText("Signed in as Ada Lovelace").waitFor();
  const quantity = page.getByLabel("Quantity");
  await page.getByRole("radio", { name: /Canvas bag/ }).check();
  await quantity.fill("1.5");
  await page.getByRole("button", { name: "Place order" }).click();
  await page.locator("#quantity-error").getByText("Must be a whole number.").waitFor();
  expect(await quantity.getAttribute("aria-invalid")).toBe("true");
  expect(await page.getByTestId("orders").locator("li").count()).toBe(0);

  await quantity.fill("2");
  await page.getByRole("textbox", { name: "Note" }).fill("<b>Gift</b> wrap & a card, please.");
  await page.getByRole("button", { name: "Place order" }).click();
  const order = page.getByTestId("orders").locator("li").first();
  await order.getByText("placed", { exact: true }).waitFor();
  await order.getByText("<b>Gift</b> wrap & a card, please.").waitFor();
  expect(await page.locator("#quantity-error").textContent()).toBe("");

  await order.getByRole("button", { name: /^Pay/ }).click();
  await order.getByText("paid", { exact: true }).waitFor();
  expect(problems).toEqual([]);

  const mails = await until(
    async () => {
      const list = (await (await fetch(`${demo.inbox}/api/email`)).json()) as { subject: string }[];
      return list.length >= 2 ? list : undefined;
    },
    () => "two mails in the inbox",
  );
  expect(mails.map(({ subject }) => subject).sort()).toEqual([
    expect.stringMatching(/paid/i),
    expect.stringMatching(/order/i),
  ]);

  expect(await demo.interrupt()).toBe(0);
  for (const url of [demo.shop, demo.inbox]) await expect(fetch(url)).rejects.toThrow();
}, 90_000);
