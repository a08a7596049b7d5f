import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startChild } from "./children.mjs";
import { data } from "./paths.mjs";
import { host } from "./ports.mjs";
import { isReady } from "./ready.mjs";

const maildev = fileURLToPath(new URL("bin/maildev.js", import.meta.resolve("maildev")));

/** Starts the mail catcher: takes every email by SMTP, sends none on, and shows them in a web inbox. */
export async function startMail({ smtp, inbox, onCrash }) {
  const args = [
    `--ip=${host}`,
    `--smtp=${smtp}`,
    `--web-ip=${host}`,
    `--web=${inbox}`,
    `--mail-directory=${join(data, "mail")}`,
    "--silent",
  ];
  const child = startChild("mail", process.execPath, [maildev, ...args]);
  child.ended.then(onCrash);
  await isReady(child, `http://${host}:${inbox}/api/healthz`);
}
