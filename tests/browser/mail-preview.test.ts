import { expect, it, onTestFinished } from "vitest";
import { serve } from "../server/bundle.ts";
import { launchBrowser } from "./chromium.ts";

it("the preview's page shows messages to who is signed in to the dashboard, and runs no script of theirs", async () => {
  const server = await serve({
    config: `module.exports = { mail: { messages: { hello: {} } } };`,
    hooks: {
      "mail/hello.html":
        "<title>Hello {{name}}</title><p id=greeting>Hello {{name}}</p><script>parent.ran = document.body.dataset.ran = 1</script>",
      "mail/samples/hello.json": '{ "name": "<Ada>" }',
      "mail/samples/hello.de.json": "{}",
      "mail/hello.de.html": "<title>Hallo</title><p>Hallo {{name}}",
    },
  });
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${server.url}/api/bundle/mail/preview-page`);
  await page
    .getByRole("alert")
    .getByText(/superusers only: sign in to the dashboard/)
    .waitFor();
  const link = page.getByRole("link", { name: "Sign in to the dashboard" });
  expect(await link.getAttribute("href")).toBe("/_/");

  const login = JSON.stringify(JSON.stringify({ token: server.pb.authStore.token }));
  await page.evaluate(`localStorage.setItem("__pb_superusers__/_", ${login})`);
  await page.reload();
  await page.getByRole("heading", { name: "Hello <Ada>" }).waitFor();
  expect(await link.isVisible()).toBe(false);
  const body = page.frameLocator("#html");
  expect(await body.locator("#greeting").textContent()).toBe("Hello <Ada>");
  expect(await body.locator("body").getAttribute("data-ran")).toBeNull();
  expect(await page.evaluate(`"ran" in window`)).toBe(false);
  expect(await page.locator("#text").textContent()).toBe("Hello <Ada>");

  await page.getByLabel("Message").selectOption({ label: "hello (de)" });
  await page.getByRole("alert").getByText("name variables that their data lacks: name").waitFor();
});
