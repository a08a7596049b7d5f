import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

/** An installed Chromium, or the one that comes inside the npm package (Linux on x64). */
export async function launchBrowser(): Promise<Browser> {
  const executablePath =
    INSTALLED.find((path) => existsSync(path)) ?? (await sparticuz.executablePath());
  // Not the package's own arguments: they turn off the web's security and break contexts apart.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}
