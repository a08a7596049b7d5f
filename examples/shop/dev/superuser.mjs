import PocketBase, { BaseAuthStore } from "pocketbase";
import { host } from "./ports.mjs";

/** The demo's superuser. Its password is no secret: the server listens on this machine only. */
export const superuser = { email: "demo@example.com", password: "pocketbundle" };

/** An SDK client that may do everything. */
export async function superuserClient(url) {
  const pb = new PocketBase(url, new BaseAuthStore());
  await pb.collection("_superusers").authWithPassword(superuser.email, superuser.password);
  return pb;
}

/** Tells the server its address and where its emails go: both may differ from the last run's. */
export async function setSettings(url, ports) {
  const pb = await superuserClient(url);
  await pb.settings.update({
    meta: {
      appName: "Pocket Shop",
      appURL: url,
      senderName: "Pocket Shop",
      senderAddress: "shop@example.com",
    },
    smtp: { enabled: true, host, port: ports.smtp, username: "", password: "", tls: false },
  });
  // Else the inbox gets an alert for every new browser that opens the dashboard.
  await pb.collections.update("_superusers", { authAlert: { enabled: false } });
}
