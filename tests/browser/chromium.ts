import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

/** Starts an installed Chromium, or the one inside of the npm package (Linux on x64). */
export async function launchBrowser(): Promise<Browser> {
  const executablePath =
    INSTALLED.find((path) => existsSync(path)) ?? (await sparticuz.executablePath());
  // The package's own arguments are not used: they turn off the web's security and break contexts
  // apart.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}
